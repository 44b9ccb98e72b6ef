import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { marked } from '../src/exported.ts';
import { seal } from '../src/runner/log.ts';
import type { Issuance } from '../src/runner/state.ts';
import { Secret } from '../src/secret.ts';
import { takeBack } from '../src/take-back.ts';
import { inStep } from './support/step.ts';

const cloud = 'https://cloud.example';

afterEach(() => {
  nock.cleanAll();
});
afterAll(nock.restore);

async function printed(issuance: Partial<Issuance> = {}): Promise<string> {
  const { stdout, error } = await inStep({}, async () => {
    const tokens = [seal('parent-token'), seal('child-token')];
    const endpoint = new URL(`${cloud}/v3`);
    await takeBack({ endpoint, trust: { insecure: false }, tokens, directory: '/nowhere', exported: [], ...issuance });
  });
  expect(error).toBeUndefined();
  return stdout.replaceAll(/::add-mask::.*\n/g, '');
}

test('revokes the newest token first', async () => {
  const revoked: (string | null)[] = [];
  nock(cloud)
    .delete('/v3/auth/tokens')
    .twice()
    .reply((request: Request) => {
      revoked.push(request.headers.get('x-subject-token'));
      return [204];
    });
  expect(await printed()).toBe('The 2 tokens of cloud.example are revoked.\n');
  expect(revoked).toEqual(['child-token', 'parent-token']);
});

test.each([401, 404])('a token that is gone (%d) is as good', async (status) => {
  nock(cloud).delete('/v3/auth/tokens').twice().reply(status);
  expect(await printed()).toBe('The 2 tokens of cloud.example are revoked.\n');
});

test('a refused revocation is a warning with status and reason', async () => {
  nock(cloud)
    .delete('/v3/auth/tokens')
    .reply(403, { error: { code: 403, message: 'You are not authorized.', title: 'Forbidden' } });
  nock(cloud).delete('/v3/auth/tokens').reply(204);
  const ends = Date.UTC(2100, 0, 1);
  expect(await printed({ ends })).toBe(
    '::warning title=Keystone token::The token of cloud.example could not be revoked: 403 “You are not authorized.”. ' +
      'It stays valid until 2100-01-01T00:00:00.000Z.\nThe token of cloud.example is revoked.\n',
  );
});

test('a server that cannot be reached is one warning, however many tokens it gave', async () => {
  nock(cloud)
    .delete('/v3/auth/tokens')
    .twice()
    .replyWithError(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }));
  const log = await printed();
  expect(log).toContain(
    'could not be revoked: The revocation at cloud.example failed: the certificate of cloud.example, or one',
  );
  expect(log.match(/::warning/g)).toHaveLength(1);
});

test.each([
  ['a refusal that may pass', [403, 204], ['child-token']],
  ['no answer, after which no other is asked', [], ['parent-token', 'child-token']],
  ['tokens that are gone', [401, 404], []],
])('gives what is left after %s', async (_, answers, left) => {
  for (const status of answers) {
    nock(cloud).delete('/v3/auth/tokens').reply(status);
  }
  if (answers.length === 0) {
    nock(cloud)
      .delete('/v3/auth/tokens')
      .replyWithError(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }));
  }
  const { exported } = marked({}, { OS_TOKEN: 't' });
  const tokens = [seal('parent-token'), seal('child-token')];
  const issuance = { endpoint: new URL(`${cloud}/v3`), trust: { insecure: false }, directory: '/nowhere' };
  let rest: Issuance | undefined;
  await inStep({ OS_TOKEN: 't' }, async () => {
    rest = await takeBack({ ...issuance, tokens, exported });
  });
  expect({ ...rest, tokens: rest?.tokens.map((token) => token.reveal()) }).toEqual({
    ...issuance,
    tokens: left,
    exported: [],
  });
});

test('an expired token is left alone', async () => {
  expect(await printed({ ends: Date.now() - 1 })).toBe('The token of cloud.example has expired by itself.\n');
});

test('one token is one, and a refusal without a text is one too', async () => {
  nock(cloud).delete('/v3/auth/tokens').reply(204);
  expect(await printed({ tokens: [new Secret('only-token')] })).toBe('The token of cloud.example is revoked.\n');
  nock(cloud).delete('/v3/auth/tokens').reply(403, '<html>');
  expect(await printed({ tokens: [new Secret('only-token')] })).toContain(
    'could not be revoked: 403. It stays valid until it',
  );
});

test.each([403, 404])(
  'a token that Keystone does not revoke (%d) is said to stay valid, without a warning',
  async (status) => {
    nock(cloud).delete('/v3/auth/tokens').reply(status);
    const ends = Date.UTC(2100, 0, 1);
    expect(await printed({ tokens: [new Secret('only-token')], revocable: false, ends })).toBe(
      'The token of cloud.example is of a kind that Keystone does not revoke. It stays valid until 2100-01-01T00:00:00.000Z.\n',
    );
  },
);

test('should Keystone revoke it after all, it is revoked, and so are those it was made from', async () => {
  nock(cloud).delete('/v3/auth/tokens').reply(204);
  expect(await printed({ tokens: [new Secret('only-token')], revocable: false })).toBe(
    'The token of cloud.example is revoked.\n',
  );
  nock(cloud).delete('/v3/auth/tokens').twice().reply(404);
  expect(await printed({ revocable: false })).toBe(
    'The token of cloud.example is revoked. ' +
      'The token of cloud.example is of a kind that Keystone does not revoke. It stays valid until it expires.\n',
  );
});

test('an error nobody foresaw is a warning, and its text is not shown', async () => {
  class Broken extends Secret {
    override reveal(): never {
      throw new Error('with a secret in it');
    }
  }
  const log = await printed({ tokens: [new Broken('only-token')] });
  expect(log).toMatch(/^::warning .*could not be revoked: an internal error\. It stays valid until it expires\.\n$/);
});

test('removes the files, expired token or not, and says so in the same line', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-'));
  writeFileSync(join(directory, 'clouds.yaml'), 'x');
  expect(await printed({ directory, ends: 0 })).toBe(
    'The token of cloud.example has expired by itself. Its files are removed.\n',
  );
  expect(existsSync(directory)).toBe(false);
});

test('files that cannot be removed are a warning that names them', async () => {
  expect(await printed({ directory: '/proc/self', tokens: [] })).toBe(
    '::warning title=Keystone token::The files in /proc/self could not be removed. Remove them: there is a token in them.\n',
  );
});

test('puts the variables back', async () => {
  const { exported } = marked({}, { OS_TOKEN: 't' });
  const { environment, stdout } = await inStep({ OS_TOKEN: 't' }, async () => {
    await takeBack({
      endpoint: new URL(cloud),
      trust: { insecure: false },
      tokens: [],
      directory: '/nowhere',
      exported,
    });
  });
  expect({ environment, stdout }).toEqual({ environment: { OS_TOKEN: '' }, stdout: '' });
});

test('a runner that takes no variables does not keep the token from being revoked', async () => {
  nock(cloud).delete('/v3/auth/tokens').reply(204);
  const { exported } = marked({}, { OS_TOKEN: 't' });
  const { stdout, error } = await inStep({ OS_TOKEN: 't', GITHUB_ENV: '/nowhere/env' }, async () => {
    await takeBack({
      endpoint: new URL(`${cloud}/v3`),
      trust: { insecure: false },
      tokens: [new Secret('only-token')],
      directory: '/nowhere',
      exported,
    });
  });
  expect(error).toBeUndefined();
  expect(stdout).toBe(
    '::warning title=Keystone token::The variables that the step had set could not be put back: the runner takes none.\n' +
      'The token of cloud.example is revoked.\n',
  );
});
