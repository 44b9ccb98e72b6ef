import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Environment, exportedVariable, marked, stillThere, withoutExported } from '../src/exported.ts';

const own = { PATH: '/bin', OS_AUTH_URL: 'https://own', OS_USERNAME: 'alice', OS_PASSWORD: 'p', OS_PROJECT_ID: 'p1' };

/** after gives an environment after a use of the action that set these. */
function after(environment: Environment, set: Readonly<Record<string, string>>): Environment {
  return { ...environment, ...marked(environment, set).set };
}

test('an environment this action has not touched is as it is', () => {
  expect(withoutExported(own)).toEqual(own);
  for (const odd of ['', 'not ours', 'null', '{}', '[7]']) {
    expect(withoutExported({ ...own, [exportedVariable]: odd })).toEqual(own);
  }
});

test('what this action set is not the user’s', () => {
  expect(withoutExported(after({ PATH: '/bin' }, { OS_TOKEN: 't', OS_AUTH_URL: 'u' }))).toEqual({ PATH: '/bin' });
});

test('what it replaced counts again', () => {
  expect(withoutExported(after(own, { OS_AUTH_URL: 'https://other', OS_PROJECT_ID: '', OS_TOKEN: 't' }))).toEqual(own);
});

test('what somebody has set anew is the user’s', () => {
  const changed = { ...after(own, { OS_AUTH_URL: 'https://other', OS_TOKEN: 't' }), OS_TOKEN: 'mine' };
  expect(withoutExported(changed)).toMatchObject({ OS_TOKEN: 'mine' });
});

test('a step with variables of its own means another cloud: nothing of before mixes with them', () => {
  const before = after(own, { OS_AUTH_URL: 'https://other', OS_PROJECT_ID: '', OS_TOKEN: 't' });
  const elsewhere = { OS_USERNAME: 'bob', OS_PASSWORD: 'q', OS_PROJECT_NAME: 'web' };
  const step = { ...before, ...elsewhere };
  expect(withoutExported(step)).toEqual({ PATH: '/bin', ...elsewhere });
});

test('an empty variable is as good as none', () => {
  const { OS_REGION_NAME: _, ...later } = after({ ...own, OS_REGION_NAME: '' }, { OS_PROJECT_ID: '' });
  expect(withoutExported(later)).toEqual(own);
});

test('two uses undo to what was before both', () => {
  const first = after(own, { OS_AUTH_URL: 'https://a', OS_PROJECT_ID: '', OS_TOKEN: 'a' });
  const second = after(first, { OS_AUTH_URL: 'https://b', OS_CLOUD: 'b', OS_TOKEN: '' });
  expect(withoutExported(second)).toEqual(own);
});

test('the second use’s end gives back what the first one set, and the first one’s what was before', () => {
  const first = marked(own, { OS_TOKEN: 'a', OS_AUTH_URL: 'https://a' });
  const afterFirst: Environment = { ...own, ...first.set };
  const second = marked(afterFirst, { OS_TOKEN: 'b', OS_CLOUD: 'b' });
  const end = (environment: Environment, { exported }: typeof first): Environment => ({
    ...environment,
    ...Object.fromEntries(stillThere(environment, exported).map(({ name, before = '' }) => [name, before])),
  });
  const afterSecond = end({ ...afterFirst, ...second.set }, second);
  expect(afterSecond).toEqual({ ...afterFirst, OS_CLOUD: '' });
  expect(end(afterSecond, first)).toEqual({ ...own, OS_CLOUD: '', OS_TOKEN: '', [exportedVariable]: '' });
});

test('at its end a use leaves alone what somebody has changed', () => {
  const use = marked(own, { OS_TOKEN: 'a', OS_AUTH_URL: 'https://a' });
  const changed = { ...own, ...use.set, OS_TOKEN: 'mine' };
  expect(stillThere(changed, use.exported).map(({ name }) => name)).toEqual(['OS_AUTH_URL', exportedVariable]);
});

test('a variable that was blanked may as well not be there', () => {
  const { OS_CLOUD: _, ...blanked } = after({ OS_CLOUD: 'mine' }, { OS_CLOUD: '' });
  expect(withoutExported(after(blanked, { OS_TOKEN: 't' }))).toEqual({ OS_CLOUD: 'mine' });
});

test('leaves no word of variables that no credentials are read from', () => {
  expect(marked(own, { Token: 't' })).toMatchObject({ set: { Token: 't' }, exported: [{ name: 'Token' }] });
  expect(marked(own, { Token: 't' }).set).not.toHaveProperty(exportedVariable);
});

test('the word holds no value that was set', () => {
  const { set } = marked({}, { OS_TOKEN: 'gAAAAAsecret' });
  expect(set[exportedVariable]).not.toContain('gAAAAAsecret');
});

test('any number of uses undo to what was before all', () => {
  const name = fc.constantFrom('OS_TOKEN', 'OS_CLOUD', 'OS_AUTH_URL', 'OS_PROJECT_ID');
  const variables = fc.dictionary(name, fc.constantFrom('', 'a', 'b', 'c'));
  fc.assert(
    fc.property(variables, fc.array(variables), (start, uses) => {
      const environment = uses.reduce(after, start);
      const { [exportedVariable]: _, ...left } = withoutExported(environment);
      expect(left).toEqual(start);
    }),
  );
});
