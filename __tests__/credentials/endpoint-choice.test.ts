import { expect, test } from '@jest/globals';
import { credentialsOf } from '../support/options.ts';

const login = { 'user-id': 'u', password: 'p', 'project-id': 'p' };

test('chooses nothing by itself', () => {
  expect(credentialsOf(login).endpoints).toEqual({});
});

test.each([
  ['public', ['public']],
  ['internalURL', ['internal']],
  ['internal, public', ['internal', 'public']],
])('the interface %s is %j', (given, interfaces) => {
  expect(credentialsOf({ ...login, 'region-name': 'CHI@TACC', interface: given }).endpoints).toEqual({
    region: 'CHI@TACC',
    interfaces,
  });
});

test.each(['Public', 'internal;public', 'internal,other', 'URL', 'URLpublic', 'publicURLURL'])(
  '%s is no interface',
  (given) => {
    expect(() => credentialsOf({ ...login, interface: given })).toThrow(
      expect.objectContaining({
        code: 'input-invalid',
        message: 'The input `interface` is none of `public`, `internal`, `admin`.',
      }),
    );
  },
);
