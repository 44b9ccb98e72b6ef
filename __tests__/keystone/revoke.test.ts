import { expect, test } from '@jest/globals';
import { type Revocation, revoke } from '../../src/keystone/revoke.ts';
import { Secret } from '../../src/secret.ts';
import { type Canned, cannedKeystone } from '../support/answers.ts';

const token = new Secret('gAAAAtoken');

function refused(status: number, message: string): Canned {
  return { status, body: { error: { code: status, message, title: 'Refused' } } };
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

const html = '<html><title>404 Not Found</title>';

test.each<readonly [Canned, Revocation]>([
  [{ status: 204 }, { outcome: 'revoked', answer: '204' }],
  [
    refused(401, 'The request you have made requires authentication.'),
    { outcome: 'ended', answer: '401 “The request you have made requires authentication.”' },
  ],
  [refused(404, 'Could not find token.'), { outcome: 'unknown', answer: '404 “Could not find token.”' }],
  [refused(403, 'Not by itself.'), { outcome: 'refused', answer: '403 “Not by itself.”' }],
  [
    { status: 503, body: '<html>' },
    { outcome: 'refused', answer: '503' },
  ],
  [refused(400, 'No token gAAAAtoken.'), { outcome: 'refused', answer: '400' }],
  // A portal that answers everything, a web server before Keystone, and gateways.
  [
    { status: 200, body: html },
    { outcome: 'refused', answer: '200' },
  ],
  [
    { status: 404, body: html },
    { outcome: 'refused', answer: '404' },
  ],
  [{ status: 401 }, { outcome: 'refused', answer: '401' }],
  [
    { status: 401, body: { error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication information.' } },
    { outcome: 'refused', answer: '401 “Incorrect IAM authentication information.”' },
  ],
  [
    { status: 401, body: { error: { code: 'UNAUTHORIZED', message: 'No.', title: 'Unauthorized' } } },
    { outcome: 'refused', answer: '401 “No.”' },
  ],
  [
    { status: 404, body: { error: { code: 404, message: 'No route.' } } },
    { outcome: 'refused', answer: '404 “No route.”' },
  ],
  [
    { status: 404, body: { error: { code: 404, title: 'Not Found' } } },
    { outcome: 'refused', answer: '404' },
  ],
])('%j means %j', async (answer, revocation) => {
  expect(await revoke(cannedKeystone([answer]), token)).toEqual(revocation);
});
