import { expect, test } from '@jest/globals';
import { revoke } from '../../src/keystone/revoke.ts';
import { Secret } from '../../src/secret.ts';
import { type Canned, cannedKeystone } from '../support/answers.ts';

const token = new Secret('gAAAAtoken');

function refused(status: number, message: string): Canned {
  return { status, body: { error: { code: status, message } } };
}

test('a token revokes itself', async () => {
  const keystone = cannedKeystone([{ status: 204 }], new URL('https://cloud.example/identity/v3'));
  await revoke(keystone, token);
  expect(keystone.seen).toEqual([
    {
      method: 'DELETE',
      url: 'https://cloud.example/identity/v3/auth/tokens',
      headers: { 'x-auth-token': 'gAAAAtoken', 'x-subject-token': 'gAAAAtoken' },
      body: '',
    },
  ]);
  expect(keystone.called).toEqual(['The revocation at cloud.example']);
});

test.each<[Canned, unknown]>([
  [{ status: 204 }, { outcome: 'revoked' }],
  [{ status: 200 }, { outcome: 'revoked' }],
  [refused(401, 'The request you have made requires authentication.'), { outcome: 'gone' }],
  [refused(404, 'Could not find token.'), { outcome: 'gone' }],
  [refused(403, 'Not by itself.'), { outcome: 'failed', status: 403, reason: '“Not by itself.”' }],
  [
    { status: 503, body: '<html>' },
    { outcome: 'failed', status: 503, reason: '' },
  ],
  [refused(400, 'No token gAAAAtoken.'), { outcome: 'failed', status: 400, reason: '' }],
])('%j means %j', async (answer, outcome) => {
  expect(await revoke(cannedKeystone([answer]), token)).toEqual(outcome);
});
