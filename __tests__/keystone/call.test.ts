import { expect, test } from '@jest/globals';
import { call, read, remove } from '../../src/keystone/call.ts';
import { Secret } from '../../src/secret.ts';
import { type Canned, cannedKeystone } from '../support/answers.ts';

function caller(...answers: Canned[]) {
  return { ...cannedKeystone(answers), token: new Secret('gAAAAtoken') };
}

function refusal(status: number, message: string): Canned {
  return { status, body: { error: { code: status, message } } };
}

test('asks by the token', async () => {
  const keystone = caller({ status: 200, body: 'x' });
  const { body } = await call(keystone, { what: 'A thing', method: 'GET', path: 'things?a=b' });
  expect(body).toBe('x');
  expect(keystone.seen).toEqual([
    {
      method: 'GET',
      url: 'https://cloud.example/v3/things?a=b',
      headers: { 'x-auth-token': 'gAAAAtoken' },
      body: '',
    },
  ]);
  expect(keystone.called).toEqual(['A thing at cloud.example']);
});

test('asks once more by a new token where the first has ended', async () => {
  const keystone = caller(refusal(401, 'Required.'), { status: 204 });
  const renew = async () => new Secret('gAAAAnew');
  expect(await remove({ ...keystone, renew }, 'The deletion', 'things/1')).toBe(true);
  expect(keystone.seen.map(({ headers }) => headers['x-auth-token'])).toEqual(['gAAAAtoken', 'gAAAAnew']);
  await expect(remove(caller(refusal(401, 'Required.')), 'The deletion', 'things/1')).rejects.toMatchObject({
    code: 'request-refused',
    message: 'The deletion at cloud.example was answered with 401 “Required.”.',
  });
});

test('what is not there reads as nothing, and need not be deleted', async () => {
  const reading = (answer: Canned) => read(caller(answer), 'The list', 'things', 'things');
  expect(await reading({ status: 200, body: { things: [] } })).toEqual([]);
  expect(await reading(refusal(404, 'Could not find it.'))).toBeUndefined();
  expect(await reading({ status: 404, body: { error_code: 'APIGW.0101' } })).toBeUndefined();
  expect(await remove(caller(refusal(404, 'Could not find it.')), 'The deletion', 'things/1')).toBe(false);
});

test.each<[Canned, string]>([
  [refusal(403, 'Not for you.'), '403 “Not for you.”'],
  [refusal(403, 'Not with gAAAAtoken.'), '403'],
  [{ status: 404, body: '<html>' }, '404'],
  [{ status: 202 }, '202'],
])('a refusal says what was asked, and not the token: %j', async (answer, told) => {
  const failure = { code: 'request-refused', message: `The list at cloud.example was answered with ${told}.` };
  await expect(read(caller(answer), 'The list', 'things', 'things')).rejects.toMatchObject(failure);
  await expect(remove(caller(answer), 'The list', 'things/1')).rejects.toMatchObject(failure);
});

test.each(['<html>', '{}', '[]'])(
  'an answer without what was asked for does not say that there is none: %s',
  async (body) => {
    await expect(read(caller({ status: 200, body }), 'The list', 'things', 'things')).rejects.toMatchObject({
      code: 'request-refused',
      message: 'The list at cloud.example was answered with 200.',
    });
  },
);

test('what a server may be making is waited for when the step is cancelled', async () => {
  const asked: boolean[] = [];
  const keystone = caller({ status: 201 }, { status: 204 });
  const { http } = keystone;
  const listening = {
    ...keystone,
    http: {
      send: (request: Parameters<typeof http.send>[0]) => {
        asked.push(request.received !== undefined);
        return http.send(request);
      },
    },
  };
  await call(listening, { what: 'The creation', method: 'POST', path: 'things', body: {} });
  await remove(listening, 'The deletion', 'things/1');
  expect(asked).toEqual([true, false]);
});
