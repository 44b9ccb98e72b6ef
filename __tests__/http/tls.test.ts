import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { tlsOptions } from '../../src/http/tls.ts';
import { type PeerTrust, trustOf } from '../../src/http/trusted.ts';
import type { Trust } from '../../src/identity.ts';
import { Secret } from '../../src/secret.ts';
import { type Certificate, newAuthority, newCertificate } from '../../tools/certificates.ts';
import { answer, FaultyServer, raw } from '../support/faulty-server.ts';
import { send } from '../support/network.ts';

let ca: Certificate;
let otherCa: Certificate;
let good: Certificate;
const bundleVariables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];
const directory = mkdtempSync(join(tmpdir(), 'keystone-token-tls-'));
const environment = { ...process.env };

beforeAll(async () => {
  [ca, otherCa] = await Promise.all([newAuthority('an authority'), newAuthority('another authority')]);
  good = await newCertificate(ca);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...environment };
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function secure(options: tls.TlsOptions, address = '127.0.0.1'): Promise<FaultyServer> {
  return FaultyServer.start({ tls: options, logins: [answer(201, {}, 'hello')], address });
}

/** Node as it was before 22.15. */
function olderNode(): Disposable {
  const { getCACertificates } = tls;
  Reflect.deleteProperty(tls, 'getCACertificates');
  return { [Symbol.dispose]: () => Object.assign(tls, { getCACertificates }) };
}

// Where Debian and Ubuntu, the Red Hat family, and Alpine and the BSDs have it; others run no tests here.
const distribution = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

const contentOf = (path: string): string => readFileSync(path, 'utf8');

/** Has SSL_CERT_FILE name a bundle, or no variable any. */
function nameBundle(path: string | undefined): void {
  for (const name of bundleVariables) {
    delete process.env[name];
  }
  if (path !== undefined) {
    process.env['SSL_CERT_FILE'] = path;
  }
}

function fileOf(text: string): string {
  const path = join(directory, `${Math.random()}.pem`);
  writeFileSync(path, text);
  return path;
}

test('trusts a given authority', async () => {
  await using server = await secure(good);
  expect(await send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } })).toMatchObject({ body: 'hello' });
});

test('trusts whichever is needed of several', async () => {
  await using server = await secure(good);
  const trust = { ca: `${otherCa.cert}\n${ca.cert}` };
  expect(await send(`https://127.0.0.1:${server.port}`, { trust })).toMatchObject({ status: 201 });
});

test('trusts a self-signed certificate that is given', async () => {
  const self = await newCertificate();
  await using server = await secure(self);
  expect(await send(`https://localhost:${server.port}`, { trust: { ca: self.cert } })).toMatchObject({ status: 201 });
  await expect(send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } })).rejects.toMatchObject({
    code: 'tls-untrusted',
    message: expect.stringContaining('shows a self-signed certificate'),
  });
});

test('an address of IPv6 is a host like others', async () => {
  await using server = await secure(good, '::1');
  const { headers } = await send(`https://[::1]:${server.port}`, { trust: { ca: ca.cert } });
  expect(headers).toMatchObject({ 'content-length': '5' });
  expect(server.requests[0]?.headers.get('host')).toBe(`[::1]:${server.port}`);
});

/** The trust of the cloud itself, or of another server. */
function trusted(trust: Partial<Trust>, url = 'https://cloud.example/v3'): PeerTrust {
  return trustOf(new URL(url), { url: new URL('https://cloud.example:443'), trust: { insecure: false, ...trust } });
}

test('a given authority stands alone as long as it does', () => {
  expect(tlsOptions(trusted({ ca: 'OURS' }), false)).toEqual({ ca: ['OURS'], rejectUnauthorized: true });
});

test.each(['https://idp.example', 'https://cloud.example:5000', 'http://cloud.example'])(
  'for another server (%s) a given authority comes beside the usual ones, and nothing else counts',
  (url) => {
    jest.spyOn(tls, 'getCACertificates').mockImplementation((kind) => [`${kind} 1`]);
    const all = { ca: 'OURS', insecure: true, client: { cert: 'C', key: new Secret('K') } };
    expect(tlsOptions(trusted(all, url), false)).toEqual({ ca: ['OURS', 'default 1'], rejectUnauthorized: true });
    expect(tlsOptions(trusted({ insecure: true }, url), false)).toEqual({ rejectUnauthorized: true });
    expect(tlsOptions(trusted(all), false)).toEqual({ ca: ['OURS'], rejectUnauthorized: false, cert: 'C', key: 'K' });
    expect(tlsOptions(trustOf(new URL(url), undefined), false)).toEqual({ rejectUnauthorized: true });
  },
);

test('a given authority that does not do comes beside the usual ones and the machine’s', () => {
  jest.spyOn(tls, 'getCACertificates').mockImplementation((kind) => [`${kind} 1`, `${kind} 2`, 'both']);
  nameBundle(fileOf(ca.cert));
  expect(tlsOptions(trusted({ ca: 'OURS' }), true).ca).toEqual([
    'OURS',
    'default 1',
    'default 2',
    'both',
    'system 1',
    'system 2',
    ca.cert,
  ]);
});

test('a certificate of a usual authority is trusted beside one that is given', async () => {
  await using server = await secure(good);
  jest.spyOn(tls, 'getCACertificates').mockImplementation((kind) => (kind === 'default' ? [ca.cert] : []));
  expect(await send(`https://localhost:${server.port}`, { trust: { ca: otherCa.cert } })).toMatchObject({
    status: 201,
  });
});

test('where nothing is given Node’s own defaults stay', () => {
  expect(tlsOptions(trusted({}), false)).toEqual({ rejectUnauthorized: true });
});

test.each([
  ['what SSL_CERT_FILE names', () => fileOf(ca.cert), () => [ca.cert]],
  ['the distribution’s bundle', () => undefined, () => distribution.filter(existsSync).slice(0, 1).map(contentOf)],
])('a Node that cannot tell its defaults has its bundled roots, and %s', (_, named, found) => {
  using _node = olderNode();
  nameBundle(named());
  const { ca: all } = tlsOptions(trusted({ ca: 'OURS' }), true);
  expect(all).toEqual(['OURS', ...tls.rootCertificates, ...found()]);
});

test('where nobody trusts anything, nothing is given', () => {
  jest.spyOn(tls, 'getCACertificates').mockReturnValue([]);
  nameBundle(undefined);
  expect(tlsOptions(trusted({}), true)).toEqual({ rejectUnauthorized: true });
});

test('NODE_TLS_REJECT_UNAUTHORIZED switches nothing off, which is said once', async () => {
  await using server = await secure(good);
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const lines: string[] = [];
  for (const _ of [1, 2]) {
    await expect(send(`https://localhost:${server.port}`, { lines })).rejects.toMatchObject({ code: 'tls-untrusted' });
  }
  expect(lines).toEqual([
    'The environment variable `NODE_TLS_REJECT_UNAUTHORIZED` is not followed: certificates are checked.',
  ]);
  expect(process.env['NODE_TLS_REJECT_UNAUTHORIZED']).toBeUndefined();
});

test('insecure takes any certificate', async () => {
  await using server = await secure(good);
  expect(await send(`https://localhost:${server.port}`, { trust: { insecure: true } })).toMatchObject({ status: 201 });
});

test.each(bundleVariables)('an unknown issuer is looked up in %s', async (variable) => {
  await using server = await secure(good);
  process.env[variable] = fileOf(`# comment\n${ca.cert}`);
  expect(await send(`https://localhost:${server.port}`)).toMatchObject({ status: 201 });
});

test('an unknown issuer is looked up in the machine’s store', async () => {
  await using server = await secure(good);
  const store = jest.spyOn(tls, 'getCACertificates').mockImplementation((kind) => (kind === 'system' ? [ca.cert] : []));
  expect(await send(`https://localhost:${server.port}`)).toMatchObject({ status: 201 });
  expect(store).toHaveBeenCalledWith('system');
});

test('the machine’s store is left alone where it is not needed', async () => {
  await using server = await secure(good);
  const store = jest.spyOn(tls, 'getCACertificates');
  await send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } });
  expect(store).not.toHaveBeenCalledWith('system');
});

test('a Node that cannot read the machine’s store reads what SSL_CERT_FILE names', async () => {
  await using server = await secure(good);
  using _ = olderNode();
  process.env['SSL_CERT_FILE'] = fileOf(ca.cert);
  expect(await send(`https://localhost:${server.port}`)).toMatchObject({ status: 201 });
});

test.each([
  ['is not there', () => join(directory, 'nowhere.pem')],
  ['holds no certificate', () => fileOf('nothing to see')],
])('a bundle that %s changes nothing', async (_, path) => {
  await using server = await secure(good);
  jest.spyOn(tls, 'getCACertificates').mockReturnValue([]);
  nameBundle(path());
  await expect(send(`https://localhost:${server.port}`)).rejects.toMatchObject({ code: 'tls-untrusted' });
});

test('nothing is sent before a certificate is trusted', async () => {
  await using server = await secure(good);
  await expect(send(`https://localhost:${server.port}`)).rejects.toMatchObject({
    code: 'tls-untrusted',
    message: `The login failed: the certificate of localhost:${server.port} was issued by an authority that this runner does not trust.`,
  });
  expect(server.requests).toEqual([]);
});

test.each([
  ['has expired', { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }, 'has expired'],
  ['is not valid yet', { notBefore: new Date('2090-01-01'), notAfter: new Date('2091-01-01') }, 'is not valid yet'],
])('a certificate that %s', async (_, validity, text) => {
  await using server = await secure(await newCertificate(ca, validity));
  await expect(send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } })).rejects.toMatchObject({
    code: 'tls-expired',
    message: expect.stringContaining(text),
  });
});

test('a certificate for another host names those it is for', async () => {
  await using server = await secure(
    await newCertificate(ca, { names: ['cloud.example', 'www.cloud.example'], addresses: [] }),
  );
  await expect(send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } })).rejects.toMatchObject({
    code: 'tls-host-mismatch',
    advice: ['Use a name that the certificate is made out for: “DNS:cloud.example, DNS:www.cloud.example”.'],
  });
});

test('offers a server HTTP/1.1 and nothing else', async () => {
  const offers: string[][] = [];
  const ALPNCallback: tls.TlsOptions['ALPNCallback'] = ({ protocols }) => {
    offers.push(protocols);
    return protocols[0];
  };
  await using server = await secure({ ...good, ALPNCallback });
  await send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } });
  expect(offers).toEqual([['http/1.1']]);
});

test('shows the client’s certificate to a server that asks', async () => {
  const client = await newCertificate(ca, { names: ['runner'] });
  await using server = await secure({ ...good, requestCert: true, rejectUnauthorized: true, ca: ca.cert });
  const trust = { ca: ca.cert, client: { cert: client.cert, key: new Secret(client.key) } };
  expect(await send(`https://localhost:${server.port}`, { trust })).toMatchObject({ status: 201 });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that wants a client’s certificate and gets none (%s)',
  async (version) => {
    await using server = await secure({
      ...good,
      requestCert: true,
      rejectUnauthorized: true,
      ca: ca.cert,
      minVersion: version,
      maxVersion: version,
    });
    const failure = await send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } }).catch((error) => error);
    expect([failure.message, ...failure.reasons].join(' ')).toMatch(/client certificate/);
    expect(failure.code).toMatch(/^tls-/);
  },
);

test('a server of old TLS alone', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await using server = await secure({ ...good, ...old });
  await expect(send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } })).rejects.toMatchObject({
    code: 'tls-failed',
    message: expect.stringContaining('no version of TLS or no cipher in common'),
  });
});

test('a port that speaks plain http', async () => {
  await using server = await FaultyServer.start({
    logins: [answer(201)],
    accept: (socket) => socket.write('HTTP/1.1 400 Bad\r\n\r\n'),
  });
  await expect(send(`https://localhost:${server.port}`)).rejects.toMatchObject({
    code: 'tls-failed',
    message: expect.stringContaining('does not speak TLS at that port'),
  });
});

test('a handshake that breaks off is tried again', async () => {
  let connections = 0;
  await using server = await FaultyServer.start({
    tls: good,
    logins: [answer(201)],
    accept: (socket) => {
      connections += 1;
      if (connections < 3) {
        socket.destroy();
      }
      return connections >= 3;
    },
  });
  expect(await send(`https://localhost:${server.port}`, { trust: { ca: ca.cert } })).toMatchObject({ status: 201 });
  expect(connections).toBe(3);
});

test('an alert of another kind', async () => {
  const internalError = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50]);
  await using server = await FaultyServer.start({
    logins: [raw('')],
    accept: (socket) => {
      socket.once('data', () => socket.end(internalError));
      return false;
    },
  });
  await expect(send(`https://localhost:${server.port}`)).rejects.toMatchObject({
    code: 'tls-failed',
    message: expect.stringContaining('no TLS connection to'),
  });
});
