import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sampleCloud } from '../../tools/embedded-keystone/cloud.ts';
import { type EmbeddedKeystone, startEmbeddedKeystone } from '../../tools/embedded-keystone.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { serve } from '../support/server.ts';

// The built action as a runner starts it, over real sockets.

const [user] = sampleCloud.users;
const [project] = sampleCloud.projects;

let keystone: EmbeddedKeystone;
let demo: Record<string, string>;

beforeAll(async () => {
  keystone = await startEmbeddedKeystone();
  demo = {
    'auth-url': keystone.authUrl,
    username: user.name,
    password: user.password,
    'user-domain-name': user.domain.name,
    'project-id': project.id,
    cacert: keystone.ca,
  };
});
afterAll(async () => {
  await keystone.stop();
});

async function run(given: Record<string, string>, env: Record<string, string> = {}): Promise<StepResult> {
  await using job = new Job();
  return await job.run({ with: given, env });
}

/** The annotation of a step that failed as it must: one annotation, and nothing else in the log, set or left behind. */
async function annotation(
  given: Record<string, string>,
  env?: Record<string, string>,
): Promise<{ title: string; message: string }> {
  const { exitCode, stderr, stdout, annotations, outputs, environment } = await run(given, env);
  const expected =
    /^(::add-mask::.*|::debug::.*|The way to log in is .*|.* Attempt \d follows in \d\.\d s\.|::error .*|)$/;
  const printed = stdout.split('\n').filter((line) => !expected.test(line));
  expect({ exitCode, stderr, printed, outputs, environment }).toEqual({
    exitCode: 1,
    stderr: '',
    printed: [],
    outputs: {},
    environment: {},
  });
  expect(annotations).toHaveLength(1);
  const [{ level, title, message } = { level: 'none', title: '', message: '' }] = annotations;
  expect(level).toBe('error');
  expect(message).not.toMatch(/\n {4}at |\bindex\.js\b/);
  expect(message).not.toContain(user.password);
  return { title, message };
}

test('prints the masks first, then who, what for and until when', async () => {
  await using job = new Job();
  const { exitCode, stdout, stderr, outputs } = await job.run({ with: demo });
  const host = new URL(keystone.authUrl).host;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.split('\n').filter((line) => !line.startsWith('::debug::'))).toEqual([
    `::add-mask::${user.password}`,
    'The way to log in is v3password, because of the input `password`.',
    `::add-mask::${outputs['token']}`,
    `Logged in at ${host} as ${user.name} (${user.id}) by password.`,
    `Project ${project.name} (${project.id}) of the domain users (users); roles: member, reader.`,
    `The token is in the output \`token\` and in $OS_TOKEN, and lasts until ${outputs['expires-at']} (60 min); it is revoked when the job ends.`,
    '',
  ]);
});

test('an openrc is read and not run, and its password is masked before anything is said', async () => {
  const openrc = [
    '# With Keystone you pass the keystone password.',
    `export OS_AUTH_URL="${keystone.authUrl.replace(/\/v3$/, '')}"`,
    `export OS_USERNAME="${user.name}" OS_USER_DOMAIN_NAME="${user.domain.name}"`,
    'export OS_PROJECT_NAME="a\\!b"',
    `export OS_PASSWORD='${user.password.replaceAll("'", "'\\''")}'`,
    `export OS_TENANT_ID=${project.id}`,
    'echo "$(touch ran)" > ran; touch ran',
  ].join('\n');
  await using job = new Job();
  const { exitCode, stdout, log, annotations, outputs } = await job.run({ with: { openrc, cacert: keystone.ca } });
  expect({ exitCode, url: outputs['auth-url'], project: outputs['project-id'] }).toEqual({
    exitCode: 0,
    url: keystone.authUrl,
    project: project.id,
  });
  expect(stdout.split('\n')[0]).toBe(`::add-mask::${user.password}`);
  expect(log).not.toContain(user.password);
  expect(annotations.map(({ level, message }) => [level, message])).toEqual([
    ['warning', expect.stringMatching(/^`OS_PROJECT_NAME` in the openrc has/)],
  ]);
  expect(readdirSync(job.workspace)).toEqual([]);
});

test('a clouds.yaml is read, and the secrets of all its clouds are masked before anything is said', async () => {
  const clouds = {
    other: { auth: { auth_url: 'https://cloud.example/v3', token: 'a-token-of-another' } },
    ours: {
      auth: {
        auth_url: keystone.authUrl,
        username: user.name,
        password: user.password,
        user_domain_name: user.domain.name,
        project_id: project.id,
      },
    },
  };
  await using job = new Job();
  const given = { 'clouds-yaml': JSON.stringify({ clouds }), cacert: keystone.ca };
  const { exitCode, stdout, outputs } = await job.run({ with: { ...given, cloud: 'ours' } });
  expect({ exitCode, project: outputs['project-id'] }).toEqual({ exitCode: 0, project: project.id });
  const masks = ['::add-mask::a-token-of-another', `::add-mask::${user.password}`];
  expect(stdout.split('\n').slice(0, 2)).toEqual(masks);
  const refused = await job.run({ with: { ...given, cloud: 'theirs' } });
  expect(refused.stdout.split('\n').slice(0, 2)).toEqual(masks);
  expect(refused.annotations).toEqual([expect.objectContaining({ title: 'Keystone token: cloud-unknown' })]);
});

test('a refused openrc shows no value', async () => {
  const { title, message } = await annotation({
    openrc: `OS_PASSWORD="${user.password}$sword"\nOS_CACERT=$HOME/ca.pem\nOS_TOKEN=$(pass show cloud)\n`,
  });
  expect(title).toBe('Keystone token: input-missing');
  expect(message).toMatch(/^The step needs `auth-url`, `username`, `password`/);
  expect(message).toContain('`OS_PASSWORD` on line 1 of the openrc refers to a variable, which the file does not set.');
  expect(message).toContain('`OS_CACERT` on line 2 of the openrc refers to $HOME, which the file does not set.');
  expect(message).not.toContain('$sword');
});

test('a later step calls a service with the token', async () => {
  await using plain = await startEmbeddedKeystone({ tls: false });
  await using job = new Job();
  await job.run({ with: { ...demo, 'auth-url': plain.authUrl } });
  const token = job.environment['OS_TOKEN'] ?? '';
  const networks = await fetch(`${plain.networkUrl}/v2.0/networks`, { headers: { 'X-Auth-Token': token } });
  expect(networks.status).toBe(200);
  expect(await networks.json()).toHaveProperty('networks');
});

test('the job’s end revokes the token and says so', async () => {
  await using plain = await startEmbeddedKeystone({ tls: false });
  await using job = new Job();
  const { outputs } = await job.run({ with: { ...demo, 'auth-url': plain.authUrl } });
  const [post] = await job.end();
  expect(post).toMatchObject({
    exitCode: 0,
    stderr: '',
    annotations: [],
    log: `The token of ${new URL(plain.authUrl).host} is revoked.\n`,
  });
  const { status } = await fetch(`${plain.networkUrl}/v2.0/networks`, {
    headers: { 'X-Auth-Token': outputs['token'] ?? '' },
  });
  expect(status).toBe(401);
});

test('the job’s end is green when the cloud is gone, with one warning', async () => {
  const plain = await startEmbeddedKeystone({ tls: false });
  await using job = new Job();
  await job.run({ with: { ...demo, 'auth-url': plain.authUrl } });
  await plain.stop();
  const [post] = await job.end();
  expect(post?.exitCode).toBe(0);
  expect(post?.annotations).toEqual([
    {
      level: 'warning',
      title: 'Keystone token',
      message: expect.stringMatching(
        /could not be revoked: .* refused the connection\. It was tried \d times\. It may stay valid until 20\d\d-/,
      ),
    },
  ]);
}, 20_000);

test('the job’s end does nothing for a step that failed before it had a token', async () => {
  await using job = new Job();
  await job.run({ with: { ...demo, password: '' } });
  const [post] = await job.end();
  expect(post).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test('the job’s end logs in nowhere when the step was killed before it could do anything', async () => {
  const before = keystone.requests.length;
  await using job = new Job();
  const step = job.start({ with: demo });
  step.kill('SIGKILL');
  await step.result;
  const [post] = await job.end();
  expect(post).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(keystone.requests.length).toBe(before);
});

test('writes nothing but the runner’s own files', async () => {
  await using job = new Job();
  await job.run({ with: demo });
  expect([job.temp, job.workspace, job.home].map((directory) => readdirSync(directory))).toEqual([
    ['_runner_file_commands'],
    [],
    [],
  ]);
});

test('time stamps without a zone are UTC on a runner of any zone', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(201, { 'X-Subject-Token': 'gAAAAAAA' });
    const [issued_at, expires_at] = ['2026-11-22T01:14:14', '2026-11-22T01:44:14'];
    response.end(JSON.stringify({ token: { issued_at, expires_at, user, project, methods: ['password'] } }));
  });
  const { outputs } = await run({ ...demo, 'auth-url': server.origin }, { TZ: 'America/New_York' });
  expect(outputs).toMatchObject({ 'issued-at': '2026-11-22T01:14:14.000Z', 'expires-in': '1800' });
});

test.each([8, 20, 40])('carries a token of %d KiB', async (kibibytes) => {
  const token = 'M'.repeat(kibibytes * 1024);
  await using server = await serve((_, response) => {
    response.writeHead(201, { 'X-Subject-Token': token });
    const [issued_at, expires_at] = ['2026-11-22T01:14:14Z', '2026-11-22T01:44:14Z'];
    response.end(JSON.stringify({ token: { issued_at, expires_at, user, project, methods: ['password'] } }));
  });
  const { exitCode, environment } = await run({ ...demo, 'auth-url': server.origin });
  expect(exitCode).toBe(0);
  expect(environment['OS_TOKEN']).toBe(token);
});

test('a wrong password is sent once', async () => {
  const before = keystone.requests.length;
  const { title, message } = await annotation({ ...demo, password: 'Tr0ub4dor&3' });
  expect(title).toBe('Keystone token: login-refused');
  expect(message).toContain('401 “The request you have made requires authentication.”');
  expect(message).toContain('- The password is wrong.');
  expect(keystone.requests.length - before).toBe(1);
});

test('an empty password speaks of forks and Dependabot, and nothing is sent', async () => {
  const before = keystone.requests.length;
  const { title, message } = await annotation({ ...demo, password: '' });
  expect(title).toBe('Keystone token: input-missing');
  expect(message).toContain('`password`');
  expect(message).toContain('a fork or Dependabot');
  expect(keystone.requests.length).toBe(before);
});

test('a project by name without a domain, and a user by id, is an error before anything is sent', async () => {
  const before = keystone.requests.length;
  const { 'project-id': _, username, 'user-domain-name': __, ...rest } = demo;
  const { title, message } = await annotation({ ...rest, 'user-id': user.id, 'project-name': project.name });
  expect(title).toBe('Keystone token: input-missing');
  expect(message).toContain('`project-domain-name`');
  expect(keystone.requests.length).toBe(before);
});

test.each([
  [
    'an unknown host',
    { 'auth-url': 'https://keystone.invalid/v3' },
    'host-unknown',
    'no address is known for the host keystone.invalid',
  ],
  [
    'a refused connection',
    { 'auth-url': 'https://127.0.0.1:1/v3' },
    'connection-refused',
    '127.0.0.1:1 refused the connection',
  ],
  ['an untrusted certificate', { cacert: '' }, 'tls-untrusted', 'an authority that this runner does not trust'],
])('%s has its own text', async (_, change, code, text) => {
  const { title, message } = await annotation({ ...demo, timeout: '3', ...change });
  expect(title).toBe(`Keystone token: ${code}`);
  expect(message).toContain(text);
});

test('a wrong path has its own text', async () => {
  const { title, message } = await annotation({
    ...demo,
    'auth-url': keystone.authUrl.replace('/v3', '/elsewhere/v3'),
  });
  expect(title).toBe('Keystone token: not-keystone');
  expect(message).toContain('answered the login with 404');
});

test('a server that is no Keystone has its own text', async () => {
  await using server = await serve((_, response) => response.end('<html>Welcome to nginx!</html>'));
  const { title, message } = await annotation({ ...demo, 'auth-url': server.origin });
  expect(title).toBe('Keystone token: not-keystone');
  expect(message).not.toContain('nginx');
});

test('a redirect is not followed', async () => {
  await using other = await serve((_, response) => response.end());
  let asked = 0;
  await using server = await serve((_, response) => {
    asked += 1;
    response.writeHead(307, { Location: `${other.origin}/v3/auth/tokens` }).end();
  });
  const { title, message } = await annotation({ ...demo, 'auth-url': `${server.origin}/v3` });
  expect(title).toBe('Keystone token: redirected');
  expect(message).toContain(`it points to “${other.origin}/v3/auth/tokens”`);
  expect(asked).toBe(1);
});

test('a 201 without a token is an error', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(201).end('{"token":{}}');
  });
  const { title } = await annotation({ ...demo, 'auth-url': server.origin });
  expect(title).toBe('Keystone token: not-keystone');
});

test('a token whose answer breaks off is revoked', async () => {
  const revoked: unknown[] = [];
  await using server = await serve((request, response) => {
    if (request.method === 'DELETE') {
      revoked.push(request.headers['x-subject-token']);
      response.writeHead(204).end();
      return;
    }
    response.writeHead(201, { 'X-Subject-Token': 'gAAAAbroken', 'Content-Length': '1000' });
    response.write('{"token":', () => response.destroy());
  });
  const { exitCode, annotations } = await run({ ...demo, 'auth-url': server.origin, timeout: '1' });
  expect({ exitCode, titles: annotations.map(({ title }) => title) }).toEqual({
    exitCode: 1,
    titles: ['Keystone token: connection-broken'],
  });
  expect(revoked).toContain('gAAAAbroken');
});

test('a server that never answers ends at the deadline', async () => {
  await using server = await serve(() => {});
  const { title, message } = await annotation({ ...demo, 'auth-url': server.origin, timeout: '1' });
  expect(title).toBe('Keystone token: deadline-exceeded');
  expect(message).toContain('within the 1 s');
});
