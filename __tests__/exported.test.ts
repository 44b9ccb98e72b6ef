import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Environment, exported, isStillThere, noted, noteVariable, withoutExported } from '../src/exported.ts';

const own = { PATH: '/bin', OS_AUTH_URL: 'https://own', OS_USERNAME: 'alice', OS_PASSWORD: 'p', OS_PROJECT_ID: 'p1' };
const token = 'gAAAAtoken';

/** after gives an environment after a use of the action that set these, of which the token is random. */
function after(environment: Environment, set: Readonly<Record<string, string>>): Environment {
  return { ...environment, ...noted(environment, set, [token]) };
}

test('an environment this action has not touched is as it is', () => {
  expect(withoutExported(own)).toEqual(own);
  for (const odd of ['', ' ', 'not ours', 'null', '{}', ':::', 'OS_TOKEN:0123456789abcdef']) {
    expect(withoutExported({ ...own, OS_TOKEN: 'mine', [noteVariable]: odd })).toEqual({ ...own, OS_TOKEN: 'mine' });
  }
});

test('what this action set is not the user’s', () => {
  expect(withoutExported(after({ PATH: '/bin' }, { OS_TOKEN: token, OS_AUTH_URL: 'u' }))).toEqual({ PATH: '/bin' });
});

test('nothing of before comes back', () => {
  const { OS_AUTH_URL: _, ...rest } = own;
  expect(withoutExported(after(own, { OS_AUTH_URL: 'https://other', OS_TOKEN: token }))).toEqual(rest);
});

test('a token that somebody has set anew is the user’s; of another value that cannot be told', () => {
  const set = after(own, { OS_AUTH_URL: 'https://other', OS_TOKEN: token });
  const left = withoutExported({ ...set, OS_TOKEN: 'mine', OS_AUTH_URL: 'mine' });
  expect(left).toMatchObject({ OS_TOKEN: 'mine', OS_USERNAME: 'alice' });
  expect(left).not.toHaveProperty('OS_AUTH_URL');
});

test('the note holds names, and of what nobody chose a fingerprint', () => {
  const set = {
    OS_TOKEN: token,
    OS_CACERT: `/temp/${token}/ca`,
    OS_AUTH_URL: 'https://a',
    OS_REGION_NAME: 'R',
    Token: 'x',
  };
  const { [noteVariable]: note } = noted({ ...own }, set, [token]);
  expect(note).toMatch(/^OS_TOKEN:[0-9a-f]{16} OS_CACERT:[0-9a-f]{16} OS_AUTH_URL OS_REGION_NAME$/);
});

test('the note is the same whatever a person has chosen', () => {
  const anything = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(fc.dictionary(anything, anything), anything, (environment, chosen) => {
      const { [noteVariable]: _, ...before } = environment;
      const { [noteVariable]: note } = noted(before, { OS_TOKEN: token, OS_AUTH_URL: chosen }, [token]);
      expect(note).toBe(`${noted({}, { OS_TOKEN: token }, [token])[noteVariable]} OS_AUTH_URL`);
    }),
  );
});

test('a second use keeps the first one’s note, as far as it still holds', () => {
  const first = after({}, { OS_TOKEN: token, OS_AUTH_TOKEN: token, OS_AUTH_URL: 'https://a' });
  const second = noted({ ...first, OS_AUTH_TOKEN: 'mine' }, { OS_TOKEN: 'second', OS_CLOUD: 'c' }, ['second', 'c']);
  expect(second[noteVariable]).toMatch(/^OS_TOKEN:[0-9a-f]{16} OS_AUTH_URL OS_CLOUD:[0-9a-f]{16}$/);
  const left = withoutExported({ ...first, ...second, OS_AUTH_TOKEN: 'mine' });
  expect(left).toEqual({ OS_AUTH_TOKEN: 'mine' });
});

test.each([{ Token: token }, { AWS_REGION: 'R' }])(
  'no note of variables that no credentials are read from: %j',
  (set) => {
    expect(noted(own, set, [token])).toEqual(set);
  },
);

test('at its end a use knows its own', () => {
  const variable = exported('OS_TOKEN', token);
  expect([{ OS_TOKEN: token }, { OS_TOKEN: 'mine' }, {}].map((now) => isStillThere(now, variable))).toEqual([
    true,
    false,
    false,
  ]);
});
