import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import nock from 'nock';
import { exported } from '../../src/exported.ts';
import { Leftovers } from '../../src/leftovers/leftovers.ts';
import { savedLeftovers } from '../../src/leftovers/saved.ts';
import type { Origin } from '../../src/leftovers/world.ts';
import { Secret } from '../../src/secret.ts';
import { inputs, inStep, type Left, saved } from '../support/step.ts';

const origin: Origin = { endpoint: new URL('https://cloud.example/v3'), trust: { insecure: false } };

let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'keystone-token-'));
});
afterAll(() => rmSync(temp, { recursive: true }));
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(nock.restore);

/** The job's end after a state, in a job with these variables. */
async function end(state: unknown, variables: Record<string, string> = {}): Promise<Left> {
  const text = typeof state === 'string' ? state : JSON.stringify(state);
  const left = await inStep({ ...variables, 'STATE_leftovers-0': text }, () => savedLeftovers()?.takeBack(10));
  expect(left.error).toBeUndefined();
  return left;
}

function warnings({ stdout }: Left): number {
  return stdout.split('::warning title=Keystone token::What the runner kept of the step').length - 1;
}

const state = { endpoint: 'https://cloud.example/v3', trust: { insecure: false } };

test('what the step saved is undone, with what it knew of it', async () => {
  const left = await inStep({}, () => {
    const leftovers = new Leftovers({ ...origin, trust: { insecure: true, ca: 'PEM' } });
    const until = new Date('2100-01-01');
    leftovers.add(
      { kind: 'token', id: new Secret('a-token'), until, revocable: true },
      exported('OS_TOKEN', 'a-token'),
    );
  });
  nock('https://cloud.example').delete('/v3/auth/tokens').reply(403, '<html>');
  const { stdout, environment } = await inStep({ ...saved(left), OS_TOKEN: 'a-token' }, () =>
    savedLeftovers()?.takeBack(10),
  );
  expect(stdout).toBe(
    '::add-mask::a-token\n::warning title=Keystone token::The token of cloud.example could not be revoked: 403. ' +
      'It may stay valid until 2100-01-01T00:00:00.000Z.\n',
  );
  expect(environment).toEqual({ OS_TOKEN: '' });
});

test('the certificate by which the step connected is kept, and its key masked', async () => {
  const client = { cert: 'CERT', key: new Secret('the key of a client') };
  const left = await inStep({}, () => {
    new Leftovers({ ...origin, trust: { insecure: false, client } }).add({ kind: 'token', id: new Secret('a-token') });
  });
  const { stdout } = await inStep(saved(left), () => expect(savedLeftovers()).toBeInstanceOf(Leftovers));
  expect(stdout).toContain('::add-mask::the key of a client\n');
});

test('there is nothing of a step that left nothing', async () => {
  const { stdout } = await inStep({}, () => expect(savedLeftovers()).toBeUndefined());
  expect(stdout).toBe('');
});

test.each<[string, unknown]>([
  ['no JSON', '{"endpoint":'],
  ['no object', '[]'],
  ['no endpoint', { ...state, endpoint: undefined, leftovers: [] }],
  ['a file for an endpoint', { ...state, endpoint: 'file:///etc/passwd', leftovers: [] }],
  ['no trust', { ...state, trust: undefined, leftovers: [] }],
  ['an unknown kind', { ...state, leftovers: [{ kind: 'toString', id: 'x' }] }],
  ['no kind', { ...state, leftovers: ['x'] }],
  ['a token that is no secret', { ...state, leftovers: [{ kind: 'token', id: 'x' }] }],
])('a state that is broken is told: %s', async (_, broken) => {
  expect(warnings(await end(broken))).toBe(1);
});

test('what of it is whole is undone all the same', async () => {
  nock('https://cloud.example').delete('/v3/auth/tokens').reply(204);
  const left = await end({ ...state, leftovers: [{ kind: 'token', id: { secret: 'a-token' } }, 7] });
  expect(warnings(left)).toBe(1);
  expect(left.stdout).toContain('The token of cloud.example is revoked.\n');
});

test.each(['..', '.', '', 'other', 'keystone-token-', '/etc', `keystone-token-${'0'.repeat(36)}`, '../temp'])(
  'no other directory is removed, whatever the state says: %j',
  async (id) => {
    const names = ['other', 'keystone-token-', `keystone-token-${'0'.repeat(36)}`].map((name) => join(temp, name));
    names.forEach((path) => void mkdirSync(path, { recursive: true }));
    const left = await end({ ...state, leftovers: [{ kind: 'directory', id }] }, { RUNNER_TEMP: temp });
    expect(warnings(left)).toBe(1);
    expect(names.map((path) => existsSync(path))).toEqual([true, true, true]);
  },
);

test.each(['NODE_OPTIONS', 'PATH', 'LD_PRELOAD', '', 'os_token', 'BASH_ENV', 'GITHUB_TOKEN'])(
  'no variable is blanked that a step could not have set: %j',
  async (name) => {
    const left = await end({ ...state, leftovers: [exported(name, 'x')] }, { ...(name && { [name]: 'x' }) });
    expect(warnings(left)).toBe(1);
    expect(left.environment).toEqual({});
  },
);

test('the token’s own variable is one that a step could have set', async () => {
  const variables = { ...inputs({ 'token-variable': 'Token' }), Token: 'x', KEYSTONE_TOKEN_EXPORTED: 'OS_TOKEN:y' };
  const leftovers = [exported('Token', 'x'), exported('KEYSTONE_TOKEN_EXPORTED', 'OS_TOKEN:y')];
  const { environment } = await end({ ...state, leftovers }, variables);
  expect(environment).toEqual({ Token: '', KEYSTONE_TOKEN_EXPORTED: '' });
});
