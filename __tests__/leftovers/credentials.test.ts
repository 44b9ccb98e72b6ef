import { afterAll, afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { Failure } from '../../src/failure.ts';
import { accessKeyFor } from '../../src/keystone/ec2-credentials.ts';
import { Leftovers, type LogIn } from '../../src/leftovers/leftovers.ts';
import { savedLeftovers } from '../../src/leftovers/saved.ts';
import type { AnyLeftover } from '../../src/leftovers/undo.ts';
import { seal } from '../../src/runner/log.ts';
import { Secret } from '../../src/secret.ts';
import { inStep, type Left, saved } from '../support/step.ts';

// What is made for the job, from the state of a step to the job's end.

const cloud = 'https://cloud.example';
const now = new Date();
const mine = '/v3/users/u1/application_credentials';
const ec2 = '/v3/users/u1/credentials/OS-EC2';
const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'octo/infra' };
const repository = 'https://github.com/octo/infra';

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(nock.restore);

const login: AnyLeftover = { kind: 'token', id: new Secret('login-token'), until: new Date('2100-01-01'), kept: true };
const name = 'keystone-token octo/infra run 1-1 ab deploy';
const credential: AnyLeftover = {
  kind: 'application-credential',
  id: name,
  userId: 'u1',
  until: new Date('2100-01-02'),
};
const keys = (): AnyLeftover => ({
  kind: 'ec2-credentials',
  id: new Secret(accessKeyFor(repository, new Date())),
  userId: 'u1',
});

/** The job's end after a step that left these, and what of them is left. */
async function end(
  items: readonly AnyLeftover[],
  logIn?: LogIn,
  variables: Record<string, string> = github,
  seconds = 10,
): Promise<Left & { readonly left: readonly unknown[] }> {
  const step = await inStep(variables, () => {
    new Leftovers({ endpoint: new URL(`${cloud}/v3`), trust: { insecure: false } }).add(...items);
  });
  const after = await inStep({ ...variables, ...saved(step) }, () => savedLeftovers()?.takeBack(seconds, logIn));
  expect(after.error).toBeUndefined();
  const kept: { leftovers: { kind: string }[] } = JSON.parse(after.state['leftovers-0'] ?? '');
  const stdout = after.stdout.replaceAll(/::add-mask::.*\n/g, '');
  return { ...after, stdout, left: kept.leftovers.map(({ kind }) => kind) };
}

function by(token: string) {
  return nock(cloud, { reqheaders: { 'x-auth-token': token } });
}

const named = (id: string) => ({ application_credentials: [{ id, name, expires_at: null }] });
const refused = { error: { code: 403, message: 'Not you.', title: 'Forbidden' } };
const ended = { error: { code: 401, message: 'Required.', title: 'Unauthorized' } };
const unknown = { error: { code: 404, message: 'Could not find it.', title: 'Not Found' } };

test('the job’s application credential is found by its name and deleted, by the login’s token', async () => {
  by('login-token').get(mine).query({ name }).reply(200, named('ac1'));
  by('login-token').delete(`${mine}/ac1`).reply(204);
  const { stdout, left } = await end([login, credential]);
  expect(stdout).toBe("The job's application credential is deleted.\n");
  expect(left).toEqual([]);
});

test('one that was never made, or is gone, is nothing to tell', async () => {
  by('login-token').get(mine).query({ name }).reply(200, { application_credentials: [] });
  expect((await end([login, credential])).stdout).toBe('');
  by('login-token').get(mine).query({ name }).reply(200, named('ac1'));
  by('login-token').delete(`${mine}/ac1`).reply(404, unknown);
  expect((await end([login, credential])).stdout).toBe('');
});

test('a credential of another name is not deleted, whatever the server makes of the query', async () => {
  const others = [{ id: 'ac2', name: 'ci' }, { id: 'ac3', name: name.toUpperCase() }, { id: 'ac4' }];
  by('login-token').get(mine).query({ name }).reply(200, { application_credentials: others });
  expect((await end([login, credential])).stdout).toBe('');
});

test.each(['', '..'])('an id that would lead elsewhere is told, and nothing is deleted: %j', async (id) => {
  by('login-token').get(mine).query({ name }).reply(200, named(id));
  const { stdout, left } = await end([login, credential]);
  expect(stdout).toContain('could not be deleted: An answer of the cloud has an id that none can have. It lasts until');
  expect(left).toEqual(['application-credential']);
});

test('a page of a portal does not say that it is gone', async () => {
  by('login-token').get(mine).query({ name }).reply(200, '<html>');
  const { stdout, left } = await end([login, credential]);
  expect(stdout).toContain(
    'The list of application credentials at cloud.example was answered with 200. It lasts until',
  );
  expect(left).toEqual(['application-credential']);
});

test('one line says until when it lasts where it cannot be deleted', async () => {
  by('login-token').get(mine).query({ name }).reply(200, named('ac1'));
  by('login-token').delete(`${mine}/ac1`).reply(403, refused);
  const { stdout, left } = await end([login, credential]);
  expect(stdout).toBe(
    `::warning title=Keystone token::The application credential ${name} could not be deleted: The deletion of an ` +
      'application credential at cloud.example was answered with 403 “Not you.”. It lasts until 2100-01-02T00:00:00.000Z.\n',
  );
  expect(left).toEqual(['application-credential']);
});

const logIn: LogIn = async (_, leftovers) => {
  const id = seal('new-token');
  leftovers.remembering().issued(id);
  return id;
};

test('where the login’s token has ended, one more login does for all, and its token is revoked', async () => {
  by('login-token')
    .delete(new RegExp(`^${ec2}/`))
    .reply(401, ended);
  by('new-token')
    .delete(new RegExp(`^${ec2}/`))
    .reply(204);
  by('login-token').get(mine).query({ name }).reply(401, ended);
  by('new-token').get(mine).query({ name }).reply(200, named('ac1'));
  by('login-token').delete(`${mine}/ac1`).reply(401, ended);
  by('new-token').delete(`${mine}/ac1`).reply(204);
  by('new-token').delete('/v3/auth/tokens').reply(204);
  const { stdout, left } = await end([login, credential, keys()], logIn);
  expect(stdout).toBe(
    'The token of cloud.example is revoked.\n' +
      "The keys to the object store are deleted. The job's application credential is deleted.\n",
  );
  expect(left).toEqual([]);
});

test('where there is no token, there is a login', async () => {
  by('new-token').get(mine).query({ name }).reply(200, named('ac1'));
  by('new-token').delete(`${mine}/ac1`).reply(204);
  by('new-token').delete('/v3/auth/tokens').reply(204);
  expect((await end([credential], logIn)).stdout).toContain("The job's application credential is deleted.\n");
});

test('a login that fails is told, with until when the credential lasts', async () => {
  by('login-token').get(mine).query({ name }).reply(401, ended);
  const failing: LogIn = () => Promise.reject(new Failure('login-refused', { message: 'The login was refused.' }));
  const { stdout } = await end([login, credential], failing);
  expect(stdout).toContain('could not be deleted: The login was refused. It lasts until 2100-01-02T00:00:00.000Z.');
});

test('the failing step itself does not log in again', async () => {
  by('login-token').get(mine).query({ name }).reply(401, ended);
  const { stdout } = await end([login, credential]);
  expect(stdout).toContain('could not be deleted: The token of the login has ended. It lasts until');
});

test('keys to the object store are deleted', async () => {
  const own = keys();
  by('login-token')
    .delete(`${ec2}/${Object(own.id).reveal()}`)
    .reply(204);
  expect((await end([login, own])).stdout).toBe('The keys to the object store are deleted.\n');
  by('login-token').delete(new RegExp(ec2)).reply(404, unknown);
  expect((await end([login, own])).stdout).toBe('');
});

test('where keys cannot be deleted, it is told how to', async () => {
  by('login-token').delete(new RegExp(ec2)).reply(403, refused);
  const { stdout } = await end([login, keys()]);
  expect(stdout).toContain('::warning title=Keystone token::The keys to the object store could not be deleted: ');
  expect(stdout).toContain('They have no end of their own: delete them (`openstack ec2 credentials list`).');
});

const noLogIn: LogIn = () => Promise.reject(new Error('a login that nothing is worth'));

const orphan = (id: AnyLeftover['id'] & string): AnyLeftover =>
  Object({ kind: 'orphans', id, userId: 'u1', before: now });

test('what earlier jobs of the repository left, and what has ended, is deleted, ten at most', async () => {
  const one = (id: string, from: string, expires: string | null) => ({ id, name: from, expires_at: expires });
  const dead = Array.from({ length: 12 }, (_, n) => one(`dead${n}`, `${name}${n}`, '2020-01-01T00:00:00.000000'));
  const others = [
    one('alive', name, '2100-01-01T00:00:00.000000'),
    one('lasting', name, null),
    one('other', 'keystone-token octo/infra2 run 1-1 ab deploy', '2020-01-01T00:00:00.000000'),
    one('ci', 'ci', '2020-01-01T00:00:00.000000'),
  ];
  by('login-token')
    .get(mine)
    .reply(200, { application_credentials: [...others, ...dead] });
  const deleted: string[] = [];
  by('login-token')
    .delete(/./)
    .times(10)
    .reply((request: Request) => {
      deleted.push(new URL(request.url).pathname);
      return [204];
    });
  const { stdout } = await end([login, orphan('application-credentials')], noLogIn);
  expect(stdout).toBe('');
  expect(deleted.toSorted()).toEqual(
    dead
      .slice(0, 10)
      .map(({ id }) => `${mine}/${id}`)
      .toSorted(),
  );
});

test('keys of the repository that are older than any job can be are deleted', async () => {
  const days = (age: number) => new Date(Date.now() - age * 86_400_000);
  const old = accessKeyFor(repository, days(36));
  const others = [
    accessKeyFor(repository, days(34)),
    accessKeyFor('https://github.com/octo/web', days(36)),
    '5f0c3a9e4d7b4c0d9a1e2f3b4c5d6e7f',
  ];
  by('login-token')
    .get(ec2)
    .reply(200, { credentials: [...others, old].map((access) => ({ access, secret: 's' })) });
  by('login-token').delete(`${ec2}/${old}`).reply(204);
  expect((await end([login, orphan('ec2-credentials')], noLogIn)).stdout).toBe('');
});

test('a cloud that does not let see what is left, or has no such thing, is no trouble', async () => {
  by('login-token').get(mine).reply(403, refused);
  by('login-token').get(ec2).reply(404, unknown);
  const { stdout } = await end([login, orphan('application-credentials'), orphan('ec2-credentials')], noLogIn);
  expect(stdout).toBe('');
});

test('what has ended only by this runner’s clock is another job’s', async () => {
  const since = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const yesterday: AnyLeftover[] = (['application-credentials', 'ec2-credentials'] as const).map((id) =>
    Object({ ...orphan(id), before: since(1) }),
  );
  const credentials = [{ id: 'ac1', name, expires_at: since(0.5).toISOString() }];
  by('login-token').get(mine).reply(200, { application_credentials: credentials });
  by('login-token')
    .get(ec2)
    .reply(200, { credentials: [{ access: accessKeyFor(repository, since(35.5)) }] });
  const deleted: string[] = [];
  by('login-token')
    .delete(/./)
    .times(2)
    .optionally()
    .reply((request: Request) => [204, void deleted.push(request.url)]);
  expect((await end([login, ...yesterday], noLogIn)).stdout).toBe('');
  expect(deleted).toEqual([]);
});

test('a slow answer to what nothing depends on keeps no token from its end', async () => {
  const none = { application_credentials: [] };
  const later = new Promise<object>((resolve) => setTimeout(resolve, 3500, none));
  by('login-token')
    .get(mine)
    .reply(200, () => later);
  by('new-token').delete('/v3/auth/tokens').reply(204);
  const token: AnyLeftover = { kind: 'token', id: new Secret('new-token') };
  const began = performance.now();
  const { stdout } = await end([token, login, orphan('application-credentials')], noLogIn);
  expect(stdout).toBe('The token of cloud.example is revoked.\n');
  expect(performance.now() - began).toBeLessThan(3400);
  await later;
});

test('a credential whose end nobody answers keeps no token from its own', async () => {
  const answer = new Promise<object>((resolve) => setTimeout(resolve, 2500, { application_credentials: [] }));
  by('login-token')
    .get(mine)
    .query({ name })
    .reply(200, () => answer);
  by('new-token').delete('/v3/auth/tokens').reply(204);
  const token: AnyLeftover = { kind: 'token', id: new Secret('new-token') };
  const { stdout } = await end([token, login, credential], noLogIn, github, 2);
  expect(stdout).toContain('did not finish within the');
  expect(stdout).toContain('The token of cloud.example is revoked.\n');
  await answer;
});

test('nothing is done in passing without a token, or in a step that fails', async () => {
  expect((await end([orphan('application-credentials'), loginEnd], noLogIn)).stdout).toBe('');
  expect((await end([login, orphan('application-credentials'), loginEnd])).stdout).toBe('');
});

test('keys that may have been made after all stay for another try', async () => {
  by('login-token').delete(new RegExp(ec2)).twice().reply(404, unknown);
  expect((await end([login, { ...keys(), pending: true } as AnyLeftover])).left).toEqual(['ec2-credentials']);
  expect((await end([login, keys()])).left).toEqual([]);
});

const loginEnd: AnyLeftover = { kind: 'login-end', id: 'ac9', userId: 'u1', days: 14 };

test('warns of the application credential that logs in, if it ends soon', async () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const answered = (expires: string | null) =>
    by('login-token')
      .get(`${mine}/ac9`)
      .reply(200, { application_credential: { id: 'ac9', name: 'ci', expires_at: expires } });
  answered(inDays(13.5));
  expect((await end([login, loginEnd], noLogIn)).stdout).toMatch(
    /^::warning title=Keystone token::The application credential ci \(ac9\) ends 20.*Z, in 13 days, and no job/,
  );
  answered(inDays(15));
  expect((await end([login, loginEnd], noLogIn)).stdout).toBe('');
  answered(null);
  expect((await end([login, loginEnd], noLogIn)).stdout).toBe('');
  by('login-token').get(`${mine}/ac9`).reply(403, refused);
  expect((await end([login, loginEnd], noLogIn)).stdout).toBe('');
  by('login-token').get(`${mine}/ac9`).reply(401, ended);
  expect((await end([login, loginEnd], noLogIn)).stdout).toBe('');
});

test.each<[string, object]>([
  ['another’s application credential', { kind: 'application-credential', id: 'ci', userId: 'u1' }],
  ['one without a name', { kind: 'application-credential', id: 7, userId: 'u1' }],
  ['one of nobody', { kind: 'application-credential', id: name }],
  ['another’s keys', { kind: 'ec2-credentials', id: { secret: '5f0c3a9e4d7b4c0d9a1e2f3b4c5d6e7f' }, userId: 'u1' }],
  ['keys that are no secret', { kind: 'ec2-credentials', id: accessKeyFor(repository, new Date()), userId: 'u1' }],
  ['keys of nobody', { kind: 'ec2-credentials', id: { secret: accessKeyFor(repository, new Date()) } }],
  ['other orphans', { kind: 'orphans', id: 'users', userId: 'u1', before: now }],
  ['orphans of nobody', { kind: 'orphans', id: 'ec2-credentials', before: now }],
  ['orphans of no time', { kind: 'orphans', id: 'ec2-credentials', userId: 'u1' }],
  ['the end of nothing', { kind: 'login-end', userId: 'u1', days: 14 }],
  ['the end of nobody’s', { kind: 'login-end', id: 'ac9', days: 14 }],
  ['an end without a number of days', { kind: 'login-end', id: 'ac9', userId: 'u1', days: '14' }],
])('is not followed by a state: %s', async (_, item) => {
  const state = { endpoint: `${cloud}/v3`, trust: { insecure: false }, leftovers: [item] };
  const { stdout, error } = await inStep({ ...github, 'STATE_leftovers-0': JSON.stringify(state) }, () =>
    savedLeftovers()?.takeBack(10, logIn),
  );
  expect(error).toBeUndefined();
  expect(stdout).toContain('What the runner kept of the step for the end of the job is damaged');
});
