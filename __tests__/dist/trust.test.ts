import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Certificate, newAuthority, newCertificate } from '../../tools/certificates.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { answer, type Fault, FaultyServer } from '../support/faulty-server.ts';
import { issue, login } from '../support/keystone.ts';

// Whom the built action trusts, and to whom it shows who it is.

let ca: Certificate;
let certificate: Certificate;
const directory = mkdtempSync(join(tmpdir(), 'keystone-token-trust-'));

beforeAll(async () => {
  ca = await newAuthority('a private authority');
  certificate = await newCertificate(ca);
  writeFileSync(join(directory, 'ca.pem'), ca.cert);
});
afterAll(() => rmSync(directory, { recursive: true }));

type Inputs = Readonly<Record<string, string>>;

async function run(given: Inputs, env: Inputs = {}): Promise<StepResult> {
  await using job = new Job();
  return await job.run({ with: given, env });
}

function message({ exitCode, annotations }: StepResult): string {
  const errors = annotations.filter(({ level }) => level === 'error');
  expect({ exitCode, count: errors.length }).toEqual({ exitCode: 1, count: 1 });
  return `${errors[0]?.title}\n${errors[0]?.message}`;
}

/** A server of the private authority; `shown` are the names of the clients that said who they are. */
async function secure(...logins: Fault[]): Promise<{ server: FaultyServer; origin: string; shown: string[] }> {
  const shown: string[] = [];
  const noting = logins.map(
    (fault): Fault =>
      (socket, request) => {
        const { subject } = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
        shown.push(String(subject?.CN ?? 'nobody'));
        fault(socket, request);
      },
  );
  const tls = { ...certificate, requestCert: true, rejectUnauthorized: false };
  const server = await FaultyServer.start({ tls, logins: noting });
  return { server, origin: `https://localhost:${server.port}`, shown };
}

const notFollowed =
  'The environment variable `NODE_TLS_REJECT_UNAUTHORIZED` is not followed: certificates are checked.';

test('NODE_TLS_REJECT_UNAUTHORIZED is not followed, and that is said', async () => {
  const { server, origin } = await secure(issue('gAAAAtoken'));
  await using _ = server;
  const step = await run({ ...login, 'auth-url': `${origin}/v3` }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect(message(step)).toMatch(/^Keystone token: tls-untrusted\n/);
  expect(step.log.split(notFollowed)).toHaveLength(2);
  expect({ stderr: step.stderr, requests: server.requests }).toEqual({ stderr: '', requests: [] });
});

test.each(['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])(
  'an authority in the file that %s names is trusted',
  async (variable) => {
    const { server, origin } = await secure(issue('gAAAAtoken'));
    await using _ = server;
    const step = await run({ ...login, 'auth-url': `${origin}/v3` }, { [variable]: join(directory, 'ca.pem') });
    expect({ exitCode: step.exitCode, log: step.log }).toMatchObject({ exitCode: 0 });
  },
);

const assertion = (name: string): Fault => answer(200, {}, JSON.stringify({ access_token: name }));

/** What a provider of one's own takes, where the cloud is trusted with everything there is. */
async function throughProvider(provider: string, cloud: string, trust: Inputs): Promise<StepResult> {
  const client = await newCertificate(ca, { names: ['the runner'] });
  return await run({
    'auth-url': `${cloud}/v3`,
    'identity-provider': 'keycloak',
    'client-id': 'ci',
    'client-secret': 'the secret of a client',
    'discovery-endpoint': `${provider}/.well-known/openid-configuration`,
    unscoped: 'true',
    cert: client.cert,
    key: client.key,
    ...trust,
  });
}

test('a client certificate is shown to the cloud, and not to a provider; cacert counts for both', async () => {
  const cloud = await secure(issue('gAAAAtoken'));
  await using _cloud = cloud.server;
  const discovery: Fault = (socket, request) =>
    answer(
      200,
      {},
      JSON.stringify({ token_endpoint: `https://127.0.0.1:${provider.server.port}/token` }),
    )(socket, request);
  const provider = await secure(discovery, assertion('an.access.token'));
  await using _provider = provider.server;
  await throughProvider(provider.origin, cloud.origin, { cacert: ca.cert });
  expect({ provider: provider.shown, cloud: cloud.shown }).toEqual({
    provider: ['nobody', 'nobody'],
    cloud: ['the runner'],
  });
});

test('insecure does not hold for a provider', async () => {
  const cloud = await secure(issue('gAAAAtoken'));
  await using _cloud = cloud.server;
  const provider = await secure(assertion('an.access.token'));
  await using _provider = provider.server;
  const text = message(await throughProvider(provider.origin, cloud.origin, { insecure: 'true' }));
  expect(text).toMatch(/^Keystone token: tls-untrusted\nThe discovery at localhost:\d+ failed: /);
  expect(text).toContain('with the input `cacert`');
  expect({ provider: provider.shown, cloud: cloud.shown }).toEqual({ provider: [], cloud: [] });
});

test('nothing that is given for the cloud holds for GitHub, and nothing of it is advised', async () => {
  const cloud = await secure(issue('gAAAAtoken'));
  await using _cloud = cloud.server;
  const github = await secure(answer(200, {}, '{"value":"aaa.bbb.ccc"}'));
  await using _github = github.server;
  const client = await newCertificate(ca, { names: ['the runner'] });
  const step = await run(
    {
      'auth-url': `${cloud.origin}/v3`,
      'auth-type': 'v4jwt',
      'identity-provider': 'github',
      cacert: ca.cert,
      cert: client.cert,
      key: client.key,
      insecure: 'true',
    },
    {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.origin}/idtoken`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the token of a runner',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    },
  );
  const text = message(step);
  expect(text).toMatch(/^Keystone token: tls-untrusted\nThe request for the job's ID token failed: /);
  expect(text).toContain('`SSL_CERT_FILE` or `NODE_EXTRA_CA_CERTS`');
  expect(text).not.toMatch(/cacert|`cert`|insecure/);
  expect({ github: github.shown, cloud: cloud.shown }).toEqual({ github: [], cloud: [] });
});
