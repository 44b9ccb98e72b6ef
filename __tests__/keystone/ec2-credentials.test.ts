import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  accessKeyFor,
  ageOf,
  createEc2Credentials,
  deleteEc2Credentials,
  isAccessKeyOf,
  listAccessKeys,
} from '../../src/keystone/ec2-credentials.ts';
import { Secret } from '../../src/secret.ts';
import { type Canned, cannedKeystone } from '../support/answers.ts';
import { token } from '../support/session.ts';

const made = new Date('2026-11-22T10:00:00Z');
const owner = 'https://github.com/octo/infra';
const sought = createHash('sha256').update(`keystone-token ${owner}`).digest('hex').slice(0, 12);

test('an access key tells whose it is and when it was made, and is another each time', () => {
  const key = accessKeyFor(owner, made);
  expect(key).toMatch(new RegExp(`^${sought}6b02bd20[0-9a-f]{12}$`));
  expect(accessKeyFor(owner, made)).not.toBe(key);
  expect(accessKeyFor(`${owner}2`, made).slice(0, 12)).not.toBe(sought);
});

test('an access key tells of itself', () => {
  const keys = [
    accessKeyFor(owner, made),
    accessKeyFor('https://github.com/octo/web', made),
    `${accessKeyFor(owner, made)}0`,
    `0${accessKeyFor(owner, made)}`,
    `${sought}zzzzzzzzzzzzzzzzzzzz`,
    '5f0c3a9e4d7b4c0d9a1e2f3b4c5d6e7f',
    '',
  ];
  expect(keys.filter((key) => isAccessKeyOf(owner, key))).toEqual([keys[0]]);
  for (const odd of [new Date('1900-01-01'), new Date('9999-01-01')]) {
    expect(isAccessKeyOf(owner, accessKeyFor(owner, odd))).toBe(true);
  }
  expect(ageOf(accessKeyFor(owner, made), new Date(made.getTime() + 61_000))).toBe(61);
});

async function creation(answer: Canned, credential?: Parameters<typeof createEc2Credentials>[3]) {
  const keystone = cannedKeystone([answer]);
  const keys = await createEc2Credentials({ ...keystone, token: token.id }, token, new Secret('key'), credential);
  return { keystone, keys };
}

test.each([201, 409])('makes keys for the project, with an access key and a secret of our own (%d)', async (status) => {
  const { keystone, keys } = await creation({ status });
  expect(keys.accessKey.reveal()).toBe('key');
  const secret = keys.secretKey.reveal();
  expect(secret).toMatch(/^[0-9a-f]{48}$/);
  const blob = JSON.stringify({ access: 'key', secret });
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: 'https://cloud.example/v3/credentials',
      headers: { 'x-auth-token': 'gAAAAtoken', 'content-type': 'application/json' },
      body: { credential: { type: 'ec2', user_id: 'u1', project_id: 'p1', blob } },
    },
  ]);
  expect(keystone.called).toEqual(['The creation of EC2 credentials at cloud.example']);
});

test('a refusal is told, without the secret', async () => {
  const refused = { status: 403, body: { error: { code: 403, message: 'Not you.' } } };
  await expect(creation(refused)).rejects.toMatchObject({
    code: 'credential-refused',
    message: 'cloud.example refused to make EC2 credentials: 403 “Not you.”.',
  });
});

test('keys can be those of an application credential', async () => {
  const own = { id: 'a1', name: 'x', secret: new Secret('s'), expiresAt: made };
  const { keystone } = await creation({ status: 201 }, own);
  const { credential } = Object(keystone.seen[0]?.body);
  expect(JSON.parse(credential.blob)).toMatchObject({ app_cred_id: 'a1' });
});

test('lists access keys, and deletes one', async () => {
  const caller = (answer: Canned) => ({ ...cannedKeystone([answer]), token: token.id });
  const listing = caller({ status: 200, body: { credentials: [{ access: 'k1', secret: 'x' }, { access: 'k2' }] } });
  expect(await listAccessKeys(listing, 'u1')).toEqual(['k1', 'k2']);
  expect(listing.seen[0]).toMatchObject({
    method: 'GET',
    url: 'https://cloud.example/v3/users/u1/credentials/OS-EC2',
  });
  expect(listing.called).toEqual(['The list of EC2 credentials at cloud.example']);
  const deleting = caller({ status: 204 });
  expect(await deleteEc2Credentials(deleting, 'u/1', 'k/1')).toBe(true);
  expect(deleting.seen[0]).toMatchObject({
    method: 'DELETE',
    url: 'https://cloud.example/v3/users/u%2F1/credentials/OS-EC2/k%2F1',
  });
  expect(deleting.called).toEqual(['The deletion of EC2 credentials at cloud.example']);
});
