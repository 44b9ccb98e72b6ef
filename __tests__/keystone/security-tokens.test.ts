import { expect, test } from '@jest/globals';
import { createSecurityToken } from '../../src/keystone/security-tokens.ts';
import { type Canned, cannedKeystone } from '../support/answers.ts';
import { token } from '../support/session.ts';

const endpoint = new URL('https://iam.eu-de.otc.t-systems.com/v3');
const credential = {
  access: 'AK345678',
  secret: 'SK345678',
  securitytoken: 'ST345678',
  expires_at: '2026-11-22T16:00:00.000000Z',
};

function creation(answer: Canned) {
  const keystone = cannedKeystone([answer], endpoint);
  return { keystone, keys: createSecurityToken({ ...keystone, token: token.id }, token, 21_600) };
}

test('makes a temporary access key, at the root of the host', async () => {
  const { keystone, keys } = creation({ status: 201, body: { credential } });
  const { accessKey, secretKey, sessionToken } = await keys;
  expect([accessKey, secretKey, sessionToken].map((key) => key?.reveal())).toEqual([
    'AK345678',
    'SK345678',
    'ST345678',
  ]);
  const own = { id: 'gAAAAtoken', duration_seconds: 21_600 };
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: 'https://iam.eu-de.otc.t-systems.com/v3.0/OS-CREDENTIAL/securitytokens',
      headers: { 'x-auth-token': 'gAAAAtoken', 'content-type': 'application/json' },
      body: { auth: { identity: { methods: ['token'], token: own } } },
    },
  ]);
  expect(keystone.called).toEqual(['The creation of a temporary access key at iam.eu-de.otc.t-systems.com']);
});

test.each<Canned>([
  { status: 403, body: { error_code: 'IAM.0003', error_msg: 'No permission.' } },
  { status: 201, body: { credential: { ...credential, securitytoken: null } } },
  // As a mask it would hide words of the log.
  { status: 201, body: { credential: { ...credential, access: 'a' } } },
])('a refusal is told: %j', async (answer) => {
  await expect(creation(answer).keys).rejects.toMatchObject({
    code: 'credential-refused',
    message: expect.stringContaining('iam.eu-de.otc.t-systems.com refused to make a temporary access key: '),
  });
});
