import { afterAll, afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { main } from '../../src/main.ts';
import { post } from '../../src/post.ts';
import { inputs, inStep, type Left, saved } from '../support/step.ts';

// The step and the job's end with a credential that lives as long as the job.

const cloud = 'https://cloud.example';
const mine = '/v3/users/u1/application_credentials';
const github = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'octo/infra',
  GITHUB_RUN_ID: '12',
  GITHUB_RUN_ATTEMPT: '3',
  GITHUB_JOB: 'deploy',
};
const login = {
  'auth-url': `${cloud}/v3`,
  username: 'alice',
  password: 'pass word',
  'user-domain-id': 'users',
  'project-id': 'p1',
};
const own = { ...login, credential: 'application-credential' };

const token = {
  methods: ['password'],
  issued_at: '2026-11-22T10:00:00.000000Z',
  expires_at: '2026-11-22T11:00:00.000000Z',
  user: { id: 'u1', name: 'alice', domain: { id: 'users', name: 'users' }, password_expires_at: null },
  project: { id: 'p1', name: 'web', domain: { id: 'users', name: 'users' } },
  roles: [{ id: 'r1', name: 'member' }],
};
const catalog = [
  {
    type: 'object-store',
    endpoints: [{ interface: 'public', region: 'R', region_id: 'R', url: `${cloud}:8080/v1/A` }],
  },
];
const narrow = { ...token, catalog, methods: ['application_credential'], roles: [{ id: 'r2', name: 'reader' }] };

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(nock.restore);

function run(given: Record<string, string>, variables: Record<string, string> = {}): Promise<Left> {
  return inStep({ ...github, ...inputs(given), ...variables }, () => main(new AbortController().signal));
}

function jobsEnd(step: Left, given: Record<string, string> = own): Promise<Left> {
  return inStep({ ...github, ...inputs(given), ...saved(step) }, post);
}

function by(id: string, origin = cloud) {
  return nock(origin, { reqheaders: { 'x-auth-token': id } });
}

/** The login, of which the token is `login-token`. */
function logsIn(said: object = token, id = 'login-token', query = '?nocatalog=true') {
  nock(cloud)
    .post(`/v3/auth/tokens${query}`, ({ auth }) => auth.identity.methods[0] === 'password')
    .reply(201, { token: said }, { 'X-Subject-Token': id });
}

/** What the step sends to make the application credential. */
function makes(): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    by('login-token')
      .post(mine, ({ application_credential: wanted }) => {
        resolve(wanted);
        return true;
      })
      .reply(201, { application_credential: { id: 'ac1' } });
  });
}

function byItself(said: object = narrow) {
  nock(cloud)
    .post('/v3/auth/tokens', ({ auth }) => auth.identity.application_credential?.id === 'ac1' && !('scope' in auth))
    .reply(201, { token: said }, { 'X-Subject-Token': 'job-token' });
}

function isDeleted(id = 'login-token') {
  const named = ({ name }: Record<string, unknown>) => String(name).startsWith('keystone-token octo/infra run');
  by(id).get(mine).query(named).reply(200, listed);
  by(id).delete(`${mine}/ac1`).reply(204);
}

function listed({ url }: Request) {
  return { application_credentials: [{ id: 'ac1', name: new URL(url).searchParams.get('name') }] };
}

function isSwept(id = 'login-token') {
  by(id).get(mine).reply(200, { application_credentials: [] });
}

function isRevoked(id = 'login-token') {
  by(id).delete('/v3/auth/tokens').reply(204);
}

test('the job is given a token of an application credential made for it, and nothing of the login', async () => {
  logsIn();
  const made = makes();
  byItself();
  const { stdout, outputs, environment, error } = await run({ ...own, 'credential-lifetime': '7200' });
  expect(error).toBeUndefined();
  const { secret, name, ...wanted } = await made;
  expect(wanted).toEqual({
    description: expect.stringContaining('https://github.com/octo/infra/actions/runs/12/attempts/3'),
    expires_at: '2026-11-22T12:00:00.000Z',
  });
  expect(outputs).toMatchObject({
    token: 'job-token',
    roles: '["reader"]',
    'application-credential-id': 'ac1',
    'application-credential-secret': secret,
  });
  expect(environment['OS_TOKEN']).toBe('job-token');
  expect(Object.values({ ...outputs, ...environment }).join()).not.toContain('login-token');
  expect(stdout).toContain(
    `The application credential ${name} (ac1) is this job's own, until 2026-11-22T12:00:00.000Z`,
  );
  // Masked before anything else of it can be told.
  expect(stdout.indexOf(`::add-mask::${secret}\n`)).toBeGreaterThan(stdout.indexOf('::add-mask::login-token'));
  expect(stdout.indexOf(`::add-mask::${secret}\n`)).toBeLessThan(stdout.indexOf('::add-mask::job-token'));
});

test('the job’s end deletes it, looks for what others left, and revokes the login’s token', async () => {
  logsIn();
  const made = makes();
  byItself();
  const step = await run(own);
  await made;
  const state = Object.values(step.state).join('');
  expect(state).not.toContain(String((await made)['secret']));
  expect(state).not.toContain('job-token');
  isDeleted();
  isSwept();
  isRevoked();
  const { stdout } = await jobsEnd(step);
  expect(stdout.replaceAll(/::add-mask::.*\n/g, '')).toBe(
    "The job's application credential is deleted. The token of cloud.example is revoked.\n",
  );
});

test('it is as narrow as wished', async () => {
  logsIn();
  const made = makes();
  byItself();
  const rule = { service: 'network', method: 'GET', path: '/v2.0/networks' };
  const narrowed = { 'credential-roles': 'reader', 'credential-access-rules': JSON.stringify([rule]) };
  expect((await run({ ...own, ...narrowed })).error).toBeUndefined();
  expect(await made).toMatchObject({ roles: [{ name: 'reader' }], access_rules: [rule] });
});

test('guards hold for the narrowed token', async () => {
  logsIn({ ...token, roles: [{ id: 'r3', name: 'admin' }] });
  const made = makes();
  byItself();
  expect((await run({ ...own, 'allowed-roles': 'reader' })).error).toBeUndefined();
  await made;

  logsIn();
  const other = makes();
  byItself();
  isDeleted();
  isRevoked();
  const { error, outputs, environment } = await run({ ...own, 'allowed-roles': 'member' });
  await other;
  expect(error).toMatchObject({ code: 'guard-failed' });
  expect({ outputs, environment }).toEqual({ outputs: {}, environment: {} });
});

test('what was made is taken back also where its answer was lost', async () => {
  logsIn();
  by('login-token')
    .post(mine)
    .reply(() => [201, '<html>']);
  isDeleted();
  isRevoked();
  const { error } = await run(own);
  expect(error).toMatchObject({ code: 'credential-refused' });
});

test('`revoke: false` leaves it to its lifetime, and still revokes the login’s token', async () => {
  logsIn();
  const made = makes();
  byItself();
  const step = await run({ ...own, revoke: 'false' });
  await made;
  isSwept();
  isRevoked();
  expect((await jobsEnd(step)).stdout).toContain('The token of cloud.example is revoked.\n');
});

test('where the login’s token has ended, the job’s end logs in again with what it is handed anyway', async () => {
  logsIn();
  const made = makes();
  byItself();
  const step = await run(own);
  await made;
  const ended = { error: { code: 401, message: 'Required.', title: 'Unauthorized' } };
  by('login-token').get(mine).query(true).reply(401, ended);
  logsIn(token, 'new-token');
  by('new-token')
    .get(mine)
    .query(({ name }) => name !== undefined)
    .reply(200, listed);
  by('login-token').delete(`${mine}/ac1`).reply(401, ended);
  by('new-token').delete(`${mine}/ac1`).reply(204);
  isSwept('new-token');
  by('login-token').delete('/v3/auth/tokens').reply(401, ended);
  isRevoked('new-token');
  const { stdout, error } = await jobsEnd(step);
  expect(error).toBeUndefined();
  expect(stdout).toContain('The token of cloud.example is revoked.\n');
  expect(stdout).toContain(
    "The job's application credential is deleted. The token of cloud.example had ended before.\n",
  );
});

test('a login at the job’s end goes to the cloud of the inputs, or nowhere', async () => {
  logsIn();
  const made = makes();
  byItself();
  const step = await run(own);
  await made;
  const ended = { error: { code: 401, message: 'Required.', title: 'Unauthorized' } };
  by('login-token').get(mine).query(true).twice().reply(401, ended);
  by('login-token').delete('/v3/auth/tokens').reply(401, ended);
  const { stdout } = await jobsEnd(step, { ...own, 'auth-url': 'https://other.example/v3' });
  expect(stdout).toContain(
    'could not be deleted: The step was for cloud.example, and the inputs name other.example. It lasts until 2026-11-22T16:00:00.000Z.',
  );
});

test.each<[string, Record<string, string>, object]>([
  ['who logs in', {}, { 'user-domain-id': 'others' }],
  ['how the cloud is trusted', {}, { insecure: 'true' }],
  [
    'a file that sends the password to a provider',
    { auth_type: 'v3oidcpassword', identity_provider: 'x', client_id: 'x', discovery_endpoint: 'https://evil.example' },
    {},
  ],
])('a login at the job’s end is that of the step, or none: %s', async (_, changed, given) => {
  const clouds = (more: object) => {
    const { 'auth-url': auth_url, username, 'user-domain-id': user_domain_id, 'project-id': project_id } = login;
    const { auth_type = 'password', ...rest }: Record<string, string> = { ...more };
    const auth = { auth_url, username, user_domain_id, project_id, ...rest };
    return JSON.stringify({ clouds: { here: { auth_type, auth } } });
  };
  const wanted = { cloud: 'here', password: login.password, credential: 'application-credential' };
  logsIn();
  const made = makes();
  byItself();
  const step = await run({ ...wanted, 'clouds-yaml': clouds({}) });
  expect(step.error).toBeUndefined();
  await made;
  const ended = { error: { code: 401, message: 'Required.', title: 'Unauthorized' } };
  by('login-token').get(mine).query(true).twice().reply(401, ended);
  by('login-token').delete('/v3/auth/tokens').reply(401, ended);
  const { stdout } = await jobsEnd(step, { ...wanted, 'clouds-yaml': clouds(changed), ...given });
  expect(stdout).toContain(
    'could not be deleted: Who logs in, or how the cloud is trusted, is not what it was at the step: a file or a variable has changed.',
  );
});

test('what may have been made after all is looked for at the job’s end once more, and what was refused is not', async () => {
  const none = { application_credentials: [] };
  const failing = async () => {
    by('login-token').get(mine).query(true).reply(200, none);
    isRevoked();
    const step = await run(own);
    const { leftovers } = JSON.parse(step.state['leftovers-0'] ?? '');
    return { step, left: leftovers.map(({ kind }: { kind: string }) => kind) };
  };
  logsIn();
  by('login-token')
    .post(mine)
    .replyWithError(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }));
  const { step, left } = await failing();
  expect({ error: step.error, left }).toMatchObject({
    error: { code: 'tls-expired' },
    left: ['application-credential'],
  });
  logsIn(token, 'new-token');
  isDeleted('new-token');
  isRevoked('new-token');
  expect((await jobsEnd(step)).stdout).toContain("The job's application credential is deleted.");

  logsIn();
  by('login-token')
    .post(mine)
    .reply(403, { error: { code: 403, message: 'Not you.', title: 'Forbidden' } });
  expect(await failing()).toMatchObject({ left: [], step: { error: { code: 'credential-refused' } } });
});

test.each([
  ['the system', { 'project-id': '', 'system-scope': 'all' }, '`credential: application-credential` makes'],
  ['a domain', { 'project-id': '', 'domain-id': 'd1' }, '`credential: application-credential` makes'],
  ['a trust', { 'project-id': '', 'trust-id': 't1' }, '`credential: application-credential` makes'],
  ['nothing', { 'project-id': '', unscoped: 'true', credential: '', export: 's3' }, '`export: s3` makes'],
])('a scope that is no project is refused before anything is sent: %s', async (_, given, message) => {
  const { error } = await run({ ...own, ...given });
  expect(error).toMatchObject({ code: 'input-invalid', message: expect.stringContaining(message) });
});

test('a login that turns out to have no project is refused', async () => {
  nock(cloud)
    .post('/v3/auth/tokens?nocatalog=true')
    .reply(201, { token: { ...token, project: undefined } }, { 'X-Subject-Token': 'login-token' });
  isRevoked();
  const given = { ...own, 'project-id': '', username: '', password: '', 'user-domain-id': '' };
  const credential = { 'application-credential-id': 'x', 'application-credential-secret': 'a secret of one' };
  const { error } = await run({ ...given, ...credential });
  expect(error).toMatchObject({
    code: 'credential-refused',
    message: 'The token of the login is for no project, and an application credential is for one.',
  });
});

test.each([
  ['iam.eu-de.otc.t-systems.com', own, 'credential-refused', 'of a cloud that has no application credentials'],
  ['infra.mail.ru', { ...login, export: 's3' }, 's3-unavailable', 'VK Cloud'],
])('what a cloud has not is refused before anything is sent: %s', async (host, given, code, message) => {
  const { error } = await run({ ...given, 'auth-url': `https://${host}/v3` });
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
});

/** The blob of the EC2 credentials that the step makes. */
function makesKeys(): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    by('login-token')
      .post('/v3/credentials', ({ credential }) => {
        resolve(JSON.parse(credential.blob));
        return credential.type === 'ec2' && credential.project_id === 'p1';
      })
      .reply(201, { credential: {} });
  });
}

test('s3: keys for the job, deleted at its end also with `revoke: false`', async () => {
  logsIn({ ...token, catalog }, 'login-token', '');
  const made = makesKeys();
  const step = await run({ ...login, export: 's3', revoke: 'false' });
  const { access, secret, ...rest } = await made;
  expect(rest).toEqual({});
  expect(step.environment).toMatchObject({
    AWS_ACCESS_KEY_ID: access,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_ENDPOINT_URL_S3: 'https://cloud.example:8080',
    AWS_REGION: 'R',
  });
  expect(step.stdout).toContain(`::add-mask::${access}\n`);
  expect(step.stdout).toContain(`::add-mask::${secret}\n`);
  expect(Object.values(step.state).join('')).not.toContain(secret);
  by('login-token').delete(`/v3/users/u1/credentials/OS-EC2/${access}`).reply(204);
  by('login-token').get('/v3/users/u1/credentials/OS-EC2').reply(200, { credentials: [] });
  expect((await jobsEnd(step, login)).stdout).toContain('The keys to the object store are deleted.\n');
});

test('s3: with an application credential of the job’s own, the keys are no more than that', async () => {
  logsIn();
  const made = makes();
  byItself();
  const keys = makesKeys();
  const given = { ...own, export: 's3', 's3-endpoint': 'https://s3.example' };
  const { environment } = await run(given);
  await made;
  expect(await keys).toMatchObject({ app_cred_id: 'ac1' });
  expect(environment['AWS_ENDPOINT_URL_S3']).toBe('https://s3.example');
});

test('s3: without an object store no keys are made', async () => {
  logsIn(token, 'login-token', '');
  isRevoked();
  expect((await run({ ...login, export: 's3' })).error).toMatchObject({ code: 'endpoint-missing' });
});

test('s3: for a federated user, an application credential tells whether keys would sign anything', async () => {
  const federated = { ...token, methods: ['token', 'mapped'], catalog };
  logsIn(federated, 'login-token', '');
  const made = makes();
  const keys = makesKeys();
  const { outputs } = await run({ ...login, export: 's3' });
  expect(await made).toMatchObject({ expires_at: '2026-11-22T16:00:00.000Z' });
  expect(await keys).toMatchObject({ app_cred_id: 'ac1' });
  expect(outputs).toMatchObject({ token: 'login-token', 'application-credential-id': '' });

  logsIn(federated, 'login-token', '');
  const said = 'Invalid application credential: Could not find role assignment with role: 1, user or group: 2';
  by('login-token')
    .post(mine)
    .reply(400, { error: { code: 400, message: said } });
  by('login-token').get(mine).query(true).reply(200, { application_credentials: [] });
  isRevoked();
  const { error } = await run({ ...login, export: 's3' });
  expect(error).toMatchObject({
    code: 'credential-refused',
    advice: [expect.stringContaining('--authorization-ttl')],
  });
});

test('s3: temporary keys where a cloud has them', async () => {
  const origin = 'https://iam.eu-de.otc.t-systems.com';
  const obs = [{ type: 'object', endpoints: [{ interface: 'public', region: 'eu-de', url: 'https://obs.example' }] }];
  const mapped = { ...token, methods: ['mapped'], catalog: obs };
  nock(origin).post('/v3/auth/tokens').reply(201, { token: mapped }, { 'X-Subject-Token': 'login-token' });
  by('login-token', origin)
    .post('/v3.0/OS-CREDENTIAL/securitytokens')
    .reply(201, { credential: { access: 'AK-of-otc', secret: 'SK-of-otc', securitytoken: 'ST-of-otc' } });
  const { environment } = await run({ ...login, 'auth-url': `${origin}/v3`, export: 's3' });
  expect(environment).toMatchObject({
    AWS_ACCESS_KEY_ID: 'AK-of-otc',
    AWS_SESSION_TOKEN: 'ST-of-otc',
    AWS_ENDPOINT_URL_S3: 'https://obs.example',
  });
});

test('warns of a password that ends soon', async () => {
  const user = { ...token.user, password_expires_at: '2026-11-30T10:00:00.000000' };
  logsIn({ ...token, user }, 'login-token', '');
  const { stdout } = await run(login);
  expect(stdout).toContain(
    '::warning title=Keystone token::The password of alice ends 2026-11-30T10:00:00.000Z, in 8 days',
  );
  logsIn({ ...token, user }, 'login-token', '');
  expect((await run({ ...login, 'expiry-warning': '7' })).stdout).not.toContain('::warning');
});

test.each([
  ['14', 1],
  ['0', 0],
])('asks at the job’s end when the application credential ends that logs in: %s', async (days, asked) => {
  const { username: _, password: __, 'user-domain-id': ___, 'project-id': ____, ...rest } = login;
  const given = { ...rest, 'application-credential-id': 'ac9', 'application-credential-secret': 'a secret of one' };
  nock(cloud)
    .post('/v3/auth/tokens')
    .reply(
      201,
      { token: { ...narrow, application_credential: { id: 'ac9', name: 'ci' } } },
      { 'X-Subject-Token': 'login-token' },
    );
  const step = await run({ ...given, 'expiry-warning': days });
  if (asked) {
    const found = { id: 'ac9', name: 'ci', expires_at: new Date(Date.now() + 3_600_000).toISOString() };
    by('login-token').get(`${mine}/ac9`).reply(200, { application_credential: found });
  }
  isRevoked();
  const { stdout } = await jobsEnd(step, given);
  expect(stdout.includes('::warning title=Keystone token::The application credential ci (ac9) ends 20')).toBe(
    asked === 1,
  );
});
