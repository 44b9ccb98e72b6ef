import { connect } from 'node:net';
import type tls from 'node:tls';
import { afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { proxyFor } from '../../src/http/proxy.ts';
import { Secret } from '../../src/secret.ts';
import { type Certificate, newAuthority, newCertificate } from '../../tools/certificates.ts';
import { FaultyProxy, type FaultyProxyOptions, refuse } from '../support/faulty-proxy.ts';
import { answer, FaultyServer } from '../support/faulty-server.ts';
import { send } from '../support/network.ts';

// Loopback is always reached without a proxy, so the server has a name that only the proxy knows.
const target = 'https://cloud.example/v3/auth/tokens';
const environment = { ...process.env };

let ca: Certificate;
let certificate: Certificate;

beforeAll(async () => {
  ca = await newAuthority('an authority');
  certificate = await newCertificate(ca, { names: ['cloud.example', 'localhost'] });
});
beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (/_proxy$/i.test(name)) {
      delete process.env[name];
    }
  }
});
afterEach(() => {
  jest.useRealTimers();
  process.env = { ...environment };
});

interface Network extends AsyncDisposable {
  readonly server: FaultyServer;
  readonly proxy: FaultyProxy;
}

/** A server that cloud.example:443 and 10.0.0.1:443 lead to, and a proxy that knows the way. */
async function network(
  options: Partial<FaultyProxyOptions> = {},
  serverTls: tls.TlsOptions = certificate,
): Promise<Network> {
  const server = await FaultyServer.start({ tls: serverTls, logins: [answer(201, {}, 'hello')] });
  const routes = Object.fromEntries(
    ['cloud.example:443', 'cloud.example:5000', 'cloud.example:80', '10.0.0.1:443', '[2001:db8::1]:443'].map((name) => [
      name,
      server.port,
    ]),
  );
  const proxy = await FaultyProxy.start({ routes, ...options });
  return {
    server,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const trust = () => ({ ca: ca.cert });

test.each(['https_proxy', 'HTTPS_PROXY'])('goes through %s', async (variable) => {
  await using net = await network();
  process.env[variable] = `http://localhost:${net.proxy.port}`;
  expect(await send(target, { trust: trust() })).toMatchObject({ body: 'hello' });
  expect(net.proxy.connects).toEqual([{ target: 'cloud.example:443', authorization: '' }]);
  expect(net.server.requests[0]?.headers.get('host')).toBe('cloud.example');
});

test.each(['http_proxy', 'HTTP_PROXY'])('a plain http URL goes through %s', async (variable) => {
  await using net = await network();
  const server = await FaultyServer.start({ logins: [answer(201, {}, 'plain')] });
  await using proxy = await FaultyProxy.start({ routes: { 'cloud.example:80': server.port } });
  await using _ = server;
  process.env[variable] = `http://localhost:${proxy.port}`;
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  expect(await send('http://cloud.example/v3')).toMatchObject({ body: 'plain' });
  expect(net.proxy.connects).toEqual([]);
});

test('the lower case wins', async () => {
  await using net = await network();
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  process.env['HTTPS_PROXY'] = 'http://localhost:1';
  expect(await send(target, { trust: trust() })).toMatchObject({ status: 201 });
});

test.each(['no_proxy', 'NO_PROXY'])('a host in %s is reached without it', async (variable) => {
  await using net = await network();
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  process.env[variable] = 'other.example,cloud.example:5000';
  await expect(send('https://cloud.example:5000/v3', { seconds: 0.5 })).rejects.toMatchObject({
    code: expect.stringMatching(/host-unknown|deadline/),
  });
  expect(net.proxy.connects).toEqual([]);
});

test('the port of the URL is asked for', async () => {
  await using net = await network();
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  await send('https://cloud.example:5000/v3', { trust: trust() });
  expect(net.proxy.connects[0]?.target).toBe('cloud.example:5000');
});

test.each([
  ['https://cloud.example/v3', 'cloud.example'],
  ['https://10.0.0.1/v3', undefined],
  ['https://[2001:db8::1]/v3', undefined],
])('%s: the server is told its name, if it has one: %s', async (url, name) => {
  let servername: string | false | undefined;
  const SNICallback: tls.TlsOptions['SNICallback'] = (given, done) => {
    servername = given;
    done(null);
  };
  const addresses = ['10.0.0.1', '2001:db8::1'];
  const server = await newCertificate(ca, { names: ['cloud.example'], addresses });
  await using net = await network({}, { ...server, SNICallback });
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  expect(await send(url, { trust: trust() })).toMatchObject({ status: 201 });
  expect(servername).toBe(name);
});

test('user and password are sent as they are, and sealed in every form', async () => {
  await using net = await network();
  process.env['https_proxy'] = `http://al%40ice:p%3Ass%20w%C3%B6rd@localhost:${net.proxy.port}`;
  const sealed: string[] = [];
  await send(target, { trust: trust(), sealed });
  const basic = Buffer.from('al@ice:p:ss wörd').toString('base64');
  expect(net.proxy.connects[0]?.authorization).toBe(`Basic ${basic}`);
  expect(sealed).toEqual(['p%3Ass%20w%C3%B6rd', 'p:ss wörd', basic]);
});

test('the address of a proxy carries no password along', () => {
  process.env['https_proxy'] = 'http://alice:hunter2@proxy.example:3128';
  const seal = (text: string): Secret => new Secret(text);
  expect(proxyFor(new URL(target), seal)?.url.href).toBe('http://proxy.example:3128/');
});

test('a user without a password', async () => {
  await using net = await network();
  process.env['https_proxy'] = `http://alice@localhost:${net.proxy.port}`;
  await send(target, { trust: trust() });
  expect(net.proxy.connects[0]?.authorization).toBe(`Basic ${Buffer.from('alice:').toString('base64')}`);
});

test('a percent sign that begins no code is taken as it is', async () => {
  await using net = await network();
  process.env['https_proxy'] = `http://:100%@localhost:${net.proxy.port}`;
  await send(target, { trust: trust() });
  expect(net.proxy.connects[0]?.authorization).toBe(`Basic ${Buffer.from(':100%').toString('base64')}`);
});

test('a proxy without a scheme is an http one', async () => {
  await using net = await network();
  process.env['https_proxy'] = `localhost:${net.proxy.port}`;
  expect(await send(target, { trust: trust() })).toMatchObject({ body: 'hello' });
  expect(process.env['https_proxy']).toBe(`localhost:${net.proxy.port}`);
});

// As curl and Python's requests read it; last in each row, whether the proxy is asked.
test.each([
  ['https://10.1.2.3/v3', '10.0.0.0/8', false],
  ['https://10.1.2.3/v3', 'other.example, 10.1.2.0/23,', false],
  ['https://10.1.2.3/v3', '10.1.3.0/24 10.1.2.3', false],
  ['https://10.1.2.3:5000/v3', '10.1.2.3/32', false],
  ['https://10.1.2.3/v3', '0.0.0.0/0', false],
  ['https://10.1.2.3/v3', '10.1.3.0/24', true],
  ['https://10.1.2.3/v3', '10.0.0.0/33', true],
  ['https://10.1.2.3/v3', '10.0.0.0/', true],
  ['https://10.1.2.3/v3', '10.0.0.0/8/8', true],
  ['https://10.1.2.3/v3', '::/0', true],
  ['https://10.cloud.example/v3', '10.0.0.0/8', true],
  ['https://[2001:db8::1]/v3', '2001:db8::1', false],
  ['https://[2001:db8::1]/v3', '[2001:db8::1]', false],
  ['https://[2001:db8::1]/v3', '2001:0DB8:0::0:1', false],
  ['https://[2001:db8::1]/v3', '2001:db8::/32', false],
  ['https://[2001:db8::1]/v3', '2001:db8::2', true],
  ['https://[2001:db8::1]/v3', '2001:db9::/32', true],
  ['https://[2001:db8::1]/v3', '2001:db8::/129', true],
  ['https://[2001:db8::1]/v3', '0.0.0.0/0', true],
])('%s with no_proxy %s', (url, excepted, asked) => {
  process.env['https_proxy'] = 'http://proxy.example:3128';
  const seal = (text: string): Secret => new Secret(text);
  for (const name of ['no_proxy', 'NO_PROXY']) {
    process.env[name] = excepted;
    expect(proxyFor(new URL(url), seal) !== undefined).toBe(asked);
    delete process.env[name];
  }
});

test('a proxy that opens no connection for an http:// URL', async () => {
  await using net = await network({ fault: refuse(403) });
  process.env['http_proxy'] = `http://localhost:${net.proxy.port}`;
  await expect(send('http://cloud.example/v3')).rejects.toMatchObject({
    code: 'proxy-refused',
    message: `The login failed: the proxy localhost:${net.proxy.port} opens no connection to cloud.example:80 (403), which an http:// URL needs too.`,
    reasons: ['Most proxies let CONNECT through to port 443 only.'],
    advice: [
      'Use the https:// endpoint, have the port allowed there, or go past the proxy.',
      'Check `http_proxy` and `no_proxy` in the environment of the job.',
    ],
  });
});

test('blanks alone are no proxy', async () => {
  process.env['https_proxy'] = '  ';
  await using server = await FaultyServer.start({ tls: certificate, logins: [answer(201)] });
  expect(await send(`https://localhost:${server.port}`, { trust: trust() })).toMatchObject({ status: 201 });
});

test.each([
  ['socks5://localhost:1080', ['Its scheme is socks5; only http and https are known here.']],
  ['http://', []],
  ['http://al ice:secret@[', []],
])('%s names no proxy that can be used', async (value, reasons) => {
  process.env['https_proxy'] = value;
  const failure = await send(target).catch((error) => error);
  expect(failure).toMatchObject({
    code: 'proxy-invalid',
    message: 'The environment variable `https_proxy` does not name an HTTP proxy.',
    reasons,
    advice: ['It looks like http://proxy.example:3128, with `user:password@` before the host if the proxy wants them.'],
  });
  expect(JSON.stringify(failure)).not.toContain('secret');
});

test.each(['/', '?', '#'])('a password with %s in it is not taken for a port, and not shown', async (character) => {
  process.env['https_proxy'] = `http://alice:1234${character}rest@localhost:3128`;
  const failure = await send(target).catch((error) => error);
  expect(failure).toMatchObject({
    code: 'proxy-invalid',
    message: 'The environment variable `https_proxy` has a slash, a question mark or a # before its @.',
    advice: ['Percent-encode them where they are part of the user or the password: / is %2F, ? is %3F, # is %23.'],
  });
  expect(JSON.stringify(failure)).not.toContain('1234');
});

test('loopback is reached without a proxy', async () => {
  process.env['https_proxy'] = 'http://localhost:1';
  await using server = await FaultyServer.start({ tls: certificate, logins: [answer(201)] });
  expect(await send(`https://localhost:${server.port}`, { trust: trust() })).toMatchObject({ status: 201 });
});

test('a proxy that is spoken to over TLS', async () => {
  await using net = await network({ tls: certificate });
  process.env['https_proxy'] = `https://localhost:${net.proxy.port}`;
  expect(await send(target, { trust: trust() })).toMatchObject({ body: 'hello' });
});

test('a proxy with a certificate that nobody trusts', async () => {
  await using net = await network({ tls: certificate });
  process.env['https_proxy'] = `https://localhost:${net.proxy.port}`;
  await expect(send(target)).rejects.toMatchObject({
    code: 'tls-untrusted',
    message: expect.stringContaining(`the certificate of the proxy localhost:${net.proxy.port} was issued`),
  });
  expect(net.proxy.connects).toEqual([]);
});

test('the client’s certificate is not shown to a proxy', async () => {
  const client = await newCertificate(ca, { names: ['runner'] });
  await using net = await network({
    tls: { ...certificate, requestCert: true, rejectUnauthorized: true, ca: ca.cert },
  });
  process.env['https_proxy'] = `https://localhost:${net.proxy.port}`;
  const given = { ca: ca.cert, client: { cert: client.cert, key: new Secret(client.key) } };
  const failure = await send(target, { trust: given }).catch((error) => error);
  expect(failure.code).toMatch(/^tls-client-refused$|^connection-broken$/);
  expect(net.proxy.connects).toEqual([]);
});

test('a proxy that wants a user and a password', async () => {
  await using net = await network({ fault: refuse(407, 'Proxy-Authenticate: Basic realm="x"\r\n') });
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  await expect(send(target)).rejects.toMatchObject({
    code: 'proxy-refused',
    message: `The login failed: the proxy localhost:${net.proxy.port} wants a user and a password (407).`,
    reasons: ['There are none, or wrong ones, in the environment variable `https_proxy`.', expect.any(String)],
  });
  expect(net.proxy.connects).toHaveLength(1);
});

test.each([200, 201, 299])('a proxy that opens the tunnel with %d', async (status) => {
  await using server = await FaultyServer.start({ tls: certificate, logins: [answer(201, {}, 'hello')] });
  const fault: FaultyProxyOptions['fault'] = (socket) => {
    const upstream = connect(server.port, '127.0.0.1', () => {
      socket.write(`HTTP/1.1 ${status} Connected\r\n\r\n`);
      upstream.pipe(socket).pipe(upstream);
    });
  };
  await using proxy = await FaultyProxy.start({ fault });
  process.env['https_proxy'] = `http://localhost:${proxy.port}`;
  expect(await send(target, { trust: trust() })).toMatchObject({ body: 'hello' });
});

test.each([199, 300, 403, 404, 301])('a proxy that does not let it through (%d)', async (status) => {
  await using net = await network({ fault: refuse(status) });
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  await expect(send(target)).rejects.toMatchObject({
    code: 'proxy-refused',
    message: `The login failed: the proxy localhost:${net.proxy.port} does not allow the connection (${status}).`,
    advice: [expect.any(String), 'Check `https_proxy` and `no_proxy` in the environment of the job.'],
  });
  expect(net.proxy.connects).toHaveLength(1);
});

test.each([500, 502, 503, 504])('a proxy that cannot reach the host (%d) is asked again', async (status) => {
  await using net = await network({ fault: refuse(status) });
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  await expect(send(target)).rejects.toMatchObject({
    code: 'proxy-unavailable',
    message: `The login failed: the proxy localhost:${net.proxy.port} could not open the connection (${status}). It was tried 5 times.`,
  });
  expect(net.proxy.connects).toHaveLength(5);
});

test.each([
  ['is not there', 'http://localhost:1', 'connection-refused', 'the proxy localhost:1 refused the connection'],
  ['has an unknown name', 'http://proxy.invalid:3128', 'host-unknown', 'the host proxy.invalid (a proxy)'],
])('a proxy that %s', async (_, proxy, code, text) => {
  process.env['https_proxy'] = proxy;
  await expect(send(target)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(text),
    advice: ['Check `https_proxy` and `no_proxy` in the environment of the job.'],
  });
});

test('a proxy that hangs up', async () => {
  await using net = await network({ fault: (socket) => socket.destroy() });
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  await expect(send(target)).rejects.toMatchObject({
    code: 'connection-broken',
    message: expect.stringContaining(`the proxy localhost:${net.proxy.port} closed the connection`),
  });
});

test('a proxy that says nothing', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  await using net = await network({ fault: () => jest.advanceTimersByTime(3000) });
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  await expect(send(target, { seconds: 2 })).rejects.toMatchObject({
    code: 'deadline-exceeded',
    message: `The login did not finish within the 2 s that the step may take: the proxy localhost:${net.proxy.port} did not open a connection.`,
  });
});

test('what a proxy says of its refusal is not taken for the cloud’s answer', async () => {
  await using net = await network({ fault: refuse(403, 'X-Subject-Token: gAAAA\r\n') });
  process.env['https_proxy'] = `http://localhost:${net.proxy.port}`;
  const heads: unknown[] = [];
  await expect(send(target, { received: (head) => heads.push(head) })).rejects.toMatchObject({ code: 'proxy-refused' });
  expect(heads).toEqual([]);
});
