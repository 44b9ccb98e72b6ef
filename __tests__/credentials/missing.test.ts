import { expect, test } from '@jest/globals';
import { credentials } from '../../src/credentials/credentials.ts';
import { type Entry, gather, hintsOf, type UntoldEntry } from '../../src/credentials/options.ts';
import { overlay } from '../../src/credentials/precedence.ts';
import type { Failure } from '../../src/failure.ts';
import { Secret } from '../../src/secret.ts';
import { credentialsOf } from '../support/options.ts';

const scope =
  'Give `project-id`, as the dashboard shows it; or `project-name`, with `project-domain-name` if that is not the ' +
  "user's domain; or `domain-id`, `domain-name`, `system-scope: all` or `trust-id`. `unscoped: true` with " +
  '`list-projects: true` lists the projects there are.';
const user = '`username` goes with `user-domain-name` or `user-domain-id`; `user-id` does instead of both.';
const userDomain =
  'Names are unique within a domain only: give `user-domain-name` or `user-domain-id` as well (often Default; VK Cloud: users), or `user-id` instead.';

const provider = {
  'auth-type': 'v3oidcpassword',
  'identity-provider': 'keycloak',
  'client-id': 'ci',
  'access-token-endpoint': 'https://idp.example/token',
  'project-id': 'p',
};

const secrets = [
  'A secret that does not exist expands to nothing: check its name, and its environment if it belongs to one.',
  'Secrets are not passed to workflows that a fork or Dependabot triggers.',
];
const variables = ['A variable that does not exist expands to nothing: check its name.'];
const ofSecrets = /who logs in|`(password|token|passcode|application-credential-secret)`/;

function missing(given: Record<string, string>): Pick<Failure, 'message' | 'advice'> {
  try {
    credentialsOf(given);
  } catch (error) {
    const { code, message, reasons, advice } = error as Failure;
    expect({ code, reasons }).toEqual({
      code: 'input-missing',
      reasons: ofSecrets.test(message) ? secrets : variables,
    });
    return { message, advice };
  }
  throw new Error('nothing is missing');
}

test('names everything that is missing at once, and what would do', () => {
  expect(missing({ 'auth-url': '' })).toEqual({
    message:
      'The step needs `auth-url`, who logs in and a scope (what the token is for), which are not given or empty.',
    advice: [
      '`auth-url` is the Identity endpoint, as your cloud shows it under API access.',
      'Say who logs in: `identity-provider`, where the cloud trusts GitHub; `application-credential-id` with `application-credential-secret`; or `username` with `user-domain-name` and `password`.',
      scope,
    ],
  });
});

test.each<[Record<string, string>, string, string[]]>([
  [{ username: 'alice', 'project-id': 'p' }, '`user-domain-name` and `password`, which are', [userDomain]],
  [{ password: 'p', 'project-id': 'p' }, '`username`, which is', [user]],
  [{ 'user-id': 'u', 'project-id': 'p' }, '`password`, which is', []],
  [{ 'user-id': 'u', password: 'p' }, 'a scope (what the token is for), which is', [scope]],
  [
    { 'user-id': 'u', password: 'p', 'project-name': 'web' },
    '`project-domain-name`, which is',
    [
      'Names are unique within a domain only: give `project-domain-name` or `project-domain-id` as well (often Default; VK Cloud: users), or `project-id` instead.',
    ],
  ],
  [{ token: 't' }, 'a scope (what the token is for), which is', [scope]],
  [{ 'auth-type': 'token', 'project-id': 'p' }, '`token`, which is', []],
  [{ 'application-credential-id': 'a' }, '`application-credential-secret`, which is', []],
  [
    { 'application-credential-secret': 's' },
    '`application-credential-id`, which is',
    [
      'Instead of `application-credential-id`, `application-credential-name` does with its owner: `user-id`, or `username` and `user-domain-name`.',
    ],
  ],
  [{ 'application-credential-name': 'ci' }, '`username` and `application-credential-secret`, which are', [user]],
  [
    { 'auth-type': 'v3multifactor', 'user-id': 'u', 'project-id': 'p' },
    '`password` and `totp-secret` (or `passcode`), which are',
    [],
  ],
  [{ 'auth-type': 'v3totp', 'user-id': 'u', 'project-id': 'p' }, '`totp-secret` (or `passcode`), which is', []],
  [
    { 'user-id': 'u', password: 'p', 'project-id': 'p', 'agency-name': 'a' },
    '`agency-domain-name`, which is',
    ['The agency is in the account that delegates: give its name or its id.'],
  ],
  [{ 'user-id': 'u', password: 'p', 'project-id': 'p', 'agency-domain-id': 'a' }, '`agency-name`, which is', []],
  [
    { 'auth-type': 'v3oidcpassword', 'project-id': 'p' },
    '`client-id`, `discovery-endpoint`, `username`, `password` and `identity-provider`, which are',
    [
      "The provider's token endpoint (`access-token-endpoint`) does instead of its `discovery-endpoint` (…/.well-known/openid-configuration).",
      "`identity-provider` is the provider's name in Keystone: `openstack identity provider list` shows it to its admins.",
    ],
  ],
  [{ ...provider, username: 'alice' }, '`password`, which is', []],
  [{ ...provider, password: 'p' }, '`username`, which is', []],
  [{ ...provider, username: 'alice', password: 'p', 'client-id': '' }, '`client-id`, which is', []],
  [{ 'auth-type': 'v3idtoken', 'identity-provider': 'github' }, 'a scope (what the token is for), which is', [scope]],
  [
    { 'auth-type': 'v3multifactor', 'project-id': 'p' },
    '`username`, `password` and `totp-secret` (or `passcode`), which are',
    [user],
  ],
  [
    { 'auth-url': '', 'user-id': 'u', password: 'p', 'project-id': 'p' },
    '`auth-url`, which is',
    ['`auth-url` is the Identity endpoint, as your cloud shows it under API access.'],
  ],
])('%j: %s', (given, what, advice) => {
  expect(missing(given)).toEqual({ message: `The step needs ${what} not given or empty.`, advice });
});

const seal = (text: string): Secret => new Secret(text);

/** credentials of a base in which an undefined text is one that only running the file would tell. */
function ofBase(base: Record<string, string | undefined>, inputs: Record<string, string> = {}): unknown {
  const entry = ([name, text]: [string, string | undefined]) =>
    ({ name, text, from: `file ${name}`, ...(!text && { hint: `Hint of ${name}.` }) }) as Entry | UntoldEntry;
  const entries = Object.entries(base).map(entry);
  const given = overlay(gather(entries, seal), gather(Object.entries(inputs).map(entry) as Entry[], seal));
  try {
    const { login, scope, trust, endpoints } = credentials(given, {
      seal,
      readFile: () => '',
      hints: hintsOf(entries),
    });
    return { login, scope, trust, endpoints };
  } catch (error) {
    const { message, advice } = error as Failure;
    return { message: message.replace('The step needs ', '').replace(/, which .*/, ''), advice };
  }
}

const file = {
  'auth-url': 'https://cloud.example/v3',
  username: 'robot',
  'user-domain-name': 'Default',
  password: undefined,
  'project-id': 'p1',
};

test('a value that only running the file would tell is missing, where nothing stands for it', () => {
  expect(ofBase(file)).toEqual({ message: '`password`', advice: ['Hint of password.'] });
  expect(ofBase({ ...file, 'auth-url': undefined, username: undefined, password: 'p' })).toEqual({
    message: '`auth-url` and `username`',
    advice: ['Hint of auth-url.', 'Hint of username.', expect.stringContaining('`auth-url` is the Identity endpoint')],
  });
  expect(ofBase({ ...file, 'project-id': undefined, 'project-name': '' })).toMatchObject({
    message: '`password` and `project-id`',
    advice: ['Hint of password.', 'Hint of project-id.', 'Hint of project-name.'],
  });
  for (const name of ['region-name', 'interface', 'cacert', 'insecure', 'auth-type', 'user-domain-name'] as const) {
    expect(ofBase({ ...file, password: 'p', [name]: undefined })).toMatchObject({ message: `\`${name}\`` });
  }
  expect(ofBase({ ...file, 'agency-name': 'a', 'agency-domain-name': undefined })).toMatchObject({
    message: '`password` and `agency-domain-name`',
  });
  expect(
    ofBase({ 'auth-url': 'https://cloud.example', 'user-id': 'u', passcode: undefined, unscoped: 'true' }),
  ).toMatchObject({
    message: '`passcode`',
  });
});

test('such a value is nothing where an input stands for it, or another one counts', () => {
  const login = { method: 'password', user: { name: 'robot', domain: { name: 'Default' } }, password: new Secret('p') };
  expect(ofBase(file, { password: 'p' })).toMatchObject({ login });
  expect(ofBase({ ...file, 'project-id': undefined }, { password: 'p', 'project-name': 'web' })).toMatchObject({
    scope: { kind: 'project', project: { name: 'web', domain: { name: 'Default' } } },
  });
  expect(ofBase({ ...file, token: undefined }, { password: 'p' })).toMatchObject({ login });
  expect(ofBase({ ...file, 'auth-type': undefined }, { 'auth-type': 'password', password: 'p' })).toMatchObject({
    login,
  });
  expect(ofBase({ ...file, 'auth-type': undefined }, { password: 'p' })).toMatchObject({ message: '`auth-type`' });
  expect(ofBase({ ...file, username: undefined, 'user-id': 'u' }, { password: 'p' })).toMatchObject({
    login: { user: { id: 'u' } },
  });
  expect(ofBase(file, { 'application-credential-id': 'a', 'application-credential-secret': 's' })).toMatchObject({
    login: { method: 'application_credential' },
    scope: { kind: 'inherent' },
  });
});
