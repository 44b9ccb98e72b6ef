import { afterAll, afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { seal } from '../src/runner/log.ts';
import type { Issuance } from '../src/runner/state.ts';
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
    await takeBack({ endpoint, trust: { insecure: false }, tokens, ...issuance });
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
  expect(await printed()).toBe('The token of cloud.example is revoked.\n'.repeat(2));
  expect(revoked).toEqual(['child-token', 'parent-token']);
});

test.each([401, 404])('a token that is gone (%d) is as good', async (status) => {
  nock(cloud).delete('/v3/auth/tokens').twice().reply(status);
  expect(await printed()).toBe('The token of cloud.example is revoked.\n'.repeat(2));
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

test('a server that cannot be reached is a warning', async () => {
  nock(cloud)
    .delete('/v3/auth/tokens')
    .twice()
    .replyWithError(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }));
  expect(await printed()).toContain(
    'could not be revoked: The revocation at cloud.example failed: the certificate of cloud.example, or one',
  );
});

test('an expired token is left alone', async () => {
  expect(await printed({ ends: Date.now() - 1 })).toBe('The token of cloud.example has expired by itself.\n');
});
