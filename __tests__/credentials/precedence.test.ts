import { expect, test } from '@jest/globals';
import { credentials } from '../../src/credentials/credentials.ts';
import { gather, type Options, optionNames } from '../../src/credentials/options.ts';
import { overlay } from '../../src/credentials/precedence.ts';
import { Secret } from '../../src/secret.ts';

type Texts = Readonly<Record<string, string>>;

function options(texts: Texts, from: string): Options {
  const entries = optionNames.flatMap((name) => (name in texts ? [{ name, text: texts[name] ?? '', from }] : []));
  expect(entries).toHaveLength(Object.keys(texts).length);
  return gather(entries, (text) => new Secret(text));
}

/** What is left of a base with inputs laid over it: the names, and `input` where the value is the input's. */
function over(base: Texts, inputs: Texts): Texts {
  const result = overlay(options(base, 'base'), options(inputs, 'input'));
  return Object.fromEntries(Object.entries(result).map(([name, { from }]) => [name, from]));
}

const user = { username: 'u', 'user-domain-name': 'd', password: 'p' };
const project = { 'project-name': 'n', 'project-domain-name': 'd' };

test('an input replaces the option of its own name, and no other', () => {
  expect(over({ ...user, ...project, 'auth-url': 'a', cacert: 'c' }, { 'auth-url': 'b', password: 'q' })).toEqual({
    username: 'base',
    'user-domain-name': 'base',
    password: 'input',
    'project-name': 'base',
    'project-domain-name': 'base',
    'auth-url': 'input',
    cacert: 'base',
  });
});

// The base, the inputs over it, and what is left of the base.
test.each<[string, Texts, Texts, readonly string[]]>([
  ['a user id replaces name and domain', user, { 'user-id': 'i' }, ['password']],
  ['a user name replaces the id', { 'user-id': 'i', password: 'p' }, { username: 'u' }, ['password']],
  ['… and keeps the domain', user, { username: 'v' }, ['user-domain-name', 'password']],
  [
    'a domain’s name replaces its id',
    { 'user-domain-id': 'd', username: 'u' },
    { 'user-domain-name': 'e' },
    ['username'],
  ],
  ['a domain’s id replaces its name', user, { 'user-domain-id': 'd' }, ['username', 'password']],
  ['a project id replaces name and domain', project, { 'project-id': 'i' }, []],
  ['a project name replaces the id', { 'project-id': 'i', username: 'u' }, { 'project-name': 'n' }, ['username']],
  ['… and keeps the domain', project, { 'project-name': 'm' }, ['project-domain-name']],
  ['a project domain’s name replaces its id', { 'project-domain-id': 'd' }, { 'project-domain-name': 'd' }, []],
  ['a project domain’s id replaces its name', project, { 'project-domain-id': 'd' }, ['project-name']],
  [
    'a project replaces another scope',
    { 'system-scope': 'all', 'trust-id': 't', unscoped: 'true' },
    { 'project-id': 'i' },
    [],
  ],
  ['a project makes a domain the user’s', { 'domain-name': 'd' }, { 'project-name': 'n' }, ['domain-name']],
  ['a domain replaces the project', { ...project, 'project-id': 'i' }, { 'domain-id': 'd' }, []],
  ['a domain’s name replaces the project', { ...project, 'domain-id': 'd' }, { 'domain-name': 'd' }, []],
  ['the system replaces the project', project, { 'system-scope': 'all' }, []],
  ['a trust replaces the project', project, { 'trust-id': 't' }, []],
  ['no scope replaces the project', project, { unscoped: 'true' }, []],
  ['… but not if it is not asked for', project, { unscoped: 'false' }, ['project-name', 'project-domain-name']],
  ['a passcode replaces the key that makes one', { ...user, 'totp-secret': 's' }, { passcode: 'c' }, Object.keys(user)],
  ['a key replaces the passcode', { ...user, passcode: 'c' }, { 'totp-secret': 's' }, Object.keys(user)],
  ['an agency domain’s id replaces its name', { 'agency-domain-name': 'd' }, { 'agency-domain-id': 'd' }, []],
  ['an agency domain’s name replaces its id', { 'agency-domain-id': 'd' }, { 'agency-domain-name': 'd' }, []],
])('%s', (_, base, inputs, kept) => {
  const left = Object.entries(over(base, inputs)).filter(([, from]) => from === 'base');
  expect(left.map(([name]) => name).toSorted()).toEqual(kept.toSorted());
});

const federated = {
  'auth-type': 'v3oidcpassword',
  'identity-provider': 'i',
  'client-id': 'c',
  'discovery-endpoint': 'https://idp.example/d',
  username: 'u',
};
const application = { 'application-credential-id': 'i', 'application-credential-secret': 's' };
const where = { 'auth-url': 'https://cloud.example/v3' };

// What the login and the scope become: the base alone, then with the inputs over it.
test.each<[string, Texts, Texts, string, string]>([
  [
    'a password completes a user',
    { username: 'u', 'user-domain-name': 'd', ...project },
    { password: 'q' },
    'password',
    'project',
  ],
  ['a second factor joins the first', { ...user, ...project }, { 'totp-secret': 'MFRGG' }, 'multifactor', 'project'],
  [
    'a secret completes a credential, and leaves the base’s scope aside',
    { 'application-credential-id': 'i', 'project-id': 'p' },
    { 'application-credential-secret': 's' },
    'application_credential',
    'inherent',
  ],
  [
    'a secret completes a credential',
    { 'application-credential-id': 'i' },
    { 'application-credential-secret': 's' },
    'application_credential',
    'inherent',
  ],
  [
    'a credential replaces a password and its scope',
    { ...user, ...project, 'auth-type': 'password' },
    application,
    'application_credential',
    'inherent',
  ],
  [
    'a credential’s name goes with the user',
    { ...user, ...project },
    { 'application-credential-name': 'n', 'application-credential-secret': 's' },
    'application_credential',
    'inherent',
  ],
  [
    'a password replaces a credential',
    { ...application, 'auth-type': 'v3applicationcredential' },
    { ...user, ...project },
    'password',
    'project',
  ],
  [
    'a token replaces a password',
    { ...user, ...project, 'auth-type': 'v3password' },
    { token: 't' },
    'token',
    'project',
  ],
  ['a password replaces a token', { token: 't', 'auth-type': 'v3token', ...project }, user, 'password', 'project'],
  [
    'a password replaces a way that this action does not have',
    { 'auth-type': 'v3kerberos', username: 'k', ...project },
    user,
    'password',
    'project',
  ],
  [
    'the named way replaces another',
    { ...application, ...user, ...project },
    { 'auth-type': 'v3password' },
    'password',
    'project',
  ],
  [
    'a password completes a federated login',
    {
      'auth-type': 'v3oidcpassword',
      'identity-provider': 'i',
      'client-id': 'c',
      'discovery-endpoint': 'https://idp.example/d',
      username: 'u',
      ...project,
      'project-id': 'i',
    },
    { password: 'q' },
    'federated',
    'project',
  ],
  [
    'a named credential leaves the base’s scope aside',
    { ...user, ...project },
    { 'auth-type': 'v3applicationcredential', ...application },
    'application_credential',
    'inherent',
  ],
  [
    'a client’s id completes a federated login',
    { ...federated, password: 'p', 'project-id': 'i' },
    { 'client-id': 'd' },
    'federated',
    'project',
  ],
  [
    'a client replaces a password',
    { ...user, 'project-id': 'i' },
    { 'client-id': 'c', 'client-secret': 's', 'identity-provider': 'i', 'discovery-endpoint': 'https://idp.example/d' },
    'federated',
    'project',
  ],
])('%s', (_, base, inputs, method, kind) => {
  const given = overlay(options({ ...where, ...base }, 'base'), options(inputs, 'input'));
  const { login, scope } = credentials(given, { readFile: () => '', seal: (text) => new Secret(text) });
  expect([login.method, scope.kind]).toEqual([method, kind]);
});

test('a credential’s id alone replaces the way the base names', () => {
  expect(over({ ...user, ...project, 'auth-type': 'password' }, { 'application-credential-id': 'i' })).toEqual({
    username: 'base',
    'user-domain-name': 'base',
    'application-credential-id': 'input',
  });
});

test('a user’s id alone replaces no way to log in', () => {
  const base = { 'application-credential-name': 'n', 'application-credential-secret': 's', username: 'u' };
  expect(over(base, { 'user-id': 'i' })).toEqual({
    'application-credential-name': 'base',
    'application-credential-secret': 'base',
    'user-id': 'input',
  });
});

test('a login of the inputs leaves the base its client certificate', () => {
  expect(over({ ...user, cert: 'c', key: 'k' }, application)).toMatchObject({ cert: 'base', key: 'base' });
});

test('methods that the inputs name replace the base’s way to log in', () => {
  const inputs = { ...application, 'auth-methods': 'v3applicationcredential,v3totp' };
  expect(over({ ...user, ...project, 'auth-type': 'password', 'totp-secret': 's' }, inputs)).toEqual({
    username: 'base',
    'user-domain-name': 'base',
    password: 'base',
    'totp-secret': 'base',
    'application-credential-id': 'input',
    'application-credential-secret': 'input',
    'auth-methods': 'input',
  });
});

test('a user name alone replaces no way to log in', () => {
  const base = { 'application-credential-name': 'n', 'application-credential-secret': 's', username: 'u' };
  expect(over(base, { username: 'v' })).toEqual({
    'application-credential-name': 'base',
    'application-credential-secret': 'base',
    username: 'input',
  });
});

test('an auth-type of the inputs that nobody knows is left for them to be told of', () => {
  expect(over({ ...user, 'auth-type': 'password' }, { 'auth-type': 'v3nonsense' })).toEqual({
    username: 'base',
    'user-domain-name': 'base',
    password: 'base',
    'auth-type': 'input',
  });
});
