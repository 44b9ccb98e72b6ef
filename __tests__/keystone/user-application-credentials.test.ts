import { expect, test } from '@jest/globals';
import type { Narrowing } from '../../src/identity.ts';
import {
  createApplicationCredential,
  deleteApplicationCredential,
  listApplicationCredentials,
  readApplicationCredential,
} from '../../src/keystone/user-application-credentials.ts';
import { type Canned, cannedKeystone } from '../support/answers.ts';
import { token } from '../support/session.ts';

const label = { name: 'keystone-token o/r run 1-1 ab deploy', description: 'Made for one job.' };
const made: Canned = { status: 201, body: { application_credential: { id: 'a1', name: label.name } } };

async function creation(answers: readonly Canned[], narrowing: Partial<Narrowing> = {}) {
  const keystone = cannedKeystone(answers);
  const caller = { ...keystone, token: token.id };
  const credential = createApplicationCredential(caller, token, label, { lifetime: 3600, ...narrowing });
  return { keystone, credential: await credential };
}

test('makes an application credential that ends by Keystone’s clock, with a secret of our own', async () => {
  const { keystone, credential } = await creation([made]);
  const secret = credential.secret.reveal();
  expect(secret).toMatch(/^[\w-]{64}$/);
  expect(credential).toMatchObject({ id: 'a1', name: label.name, expiresAt: new Date('2026-11-22T11:00:00Z') });
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: 'https://cloud.example/v3/users/u1/application_credentials',
      headers: { 'x-auth-token': 'gAAAAtoken', 'content-type': 'application/json' },
      body: { application_credential: { ...label, secret, expires_at: '2026-11-22T11:00:00.000Z' } },
    },
  ]);
  expect(keystone.called).toEqual(['The creation of an application credential at cloud.example']);
  const { credential: other } = await creation([made]);
  expect(other.secret.reveal()).not.toBe(secret);
});

test('narrows it', async () => {
  const accessRules = [{ service: 'network', method: 'GET', path: '/v2.0/networks' }];
  const { keystone } = await creation([made], { roles: ['reader', 'member'], accessRules, lifetime: 60 });
  expect(keystone.seen[0]?.body).toMatchObject({
    application_credential: {
      expires_at: '2026-11-22T10:01:00.000Z',
      roles: [{ name: 'reader' }, { name: 'member' }],
      access_rules: accessRules,
    },
  });
});

test('knows its own again when the answer to the first attempt was lost', async () => {
  const conflict = { status: 409, body: { error: { code: 409, message: 'Duplicate entry found with name x.' } } };
  const found = { status: 200, body: { application_credentials: [{ id: 'a2', name: label.name, expires_at: null }] } };
  const { keystone, credential } = await creation([conflict, found]);
  expect(credential.id).toBe('a2');
  expect(keystone.seen[1]).toMatchObject({
    method: 'GET',
    url: 'https://cloud.example/v3/users/u1/application_credentials?name=keystone-token%20o%2Fr%20run%201-1%20ab%20deploy',
  });
  // A server that passes over the name in the query.
  const others = { status: 200, body: { application_credentials: [{ id: 'a3', name: 'ci', expires_at: null }] } };
  const nothing = { status: 200, body: { application_credentials: [] } };
  await expect(creation([conflict, others])).rejects.toMatchObject({ code: 'credential-refused' });
  await expect(creation([conflict, nothing])).rejects.toMatchObject({
    code: 'credential-refused',
    advice: ['Run the job again: it takes another name each time.'],
  });
});

test('lists them, deletes one, and reads one, for which its own token does', async () => {
  const caller = (...answers: Canned[]) => ({ ...cannedKeystone(answers), token: token.id });
  const one = { id: 'a1', name: 'ci', expires_at: '2026-11-22T11:00:00.000000' };
  const listed = { id: 'a1', name: 'ci', expiresAt: new Date('2026-11-22T11:00:00Z') };
  const listing = caller({ status: 200, body: { application_credentials: [one] } });
  expect(await listApplicationCredentials(listing, 'u/1')).toEqual([listed]);
  expect(listing.seen[0]?.url).toBe('https://cloud.example/v3/users/u%2F1/application_credentials');
  expect(listing.called).toEqual(['The list of application credentials at cloud.example']);

  const reading = caller({ status: 200, body: { application_credential: one } });
  expect(await readApplicationCredential(reading, 'u1', 'a/1')).toEqual(listed);
  expect(reading.seen[0]).toMatchObject({
    method: 'GET',
    url: 'https://cloud.example/v3/users/u1/application_credentials/a%2F1',
  });
  expect(reading.called).toEqual(['The question when the application credential ends at cloud.example']);

  const deleting = caller({ status: 204 });
  expect(await deleteApplicationCredential(deleting, 'u1', 'a/1')).toBe(true);
  expect(deleting.seen[0]).toEqual({
    method: 'DELETE',
    url: 'https://cloud.example/v3/users/u1/application_credentials/a%2F1',
    headers: { 'x-auth-token': 'gAAAAtoken' },
    body: '',
  });
  expect(deleting.called).toEqual(['The deletion of an application credential at cloud.example']);
});

test.each(['', '.', '..', '\ud800'])('an id that would lead elsewhere is none: %j', (id) => {
  const caller = { ...cannedKeystone([]), token: token.id };
  expect(() => deleteApplicationCredential(caller, 'u1', id)).toThrow('has an id that none can have');
  expect(() => deleteApplicationCredential(caller, id, 'a1')).toThrow('has an id that none can have');
});
