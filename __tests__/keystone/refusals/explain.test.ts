import { expect, test } from '@jest/globals';
import type { Failure } from '../../../src/failure.ts';
import type { Login, Scope } from '../../../src/identity.ts';
import { triedOf } from '../../../src/keystone/authenticate.ts';
import { refusal } from '../../../src/keystone/refusals/explain.ts';
import { Secret } from '../../../src/secret.ts';
import { asResponse, type Canned } from '../../support/answers.ts';

const alice = { name: 'alice', domain: { name: 'users' } };
const password: Login = { method: 'password', user: alice, password: new Secret('hunter2-hunter2') };
const totp: Login = { method: 'totp', user: alice, passcode: () => new Secret('287082') };
const token: Login = { method: 'token', token: new Secret('gAAAAsecret') };
const credential: Login = {
  method: 'application_credential',
  credential: { id: 'a1' },
  secret: new Secret('s3cr3t'),
};
const federated: Login = {
  method: 'federated',
  identityProvider: 'keycloak',
  protocol: 'openid',
  assertion: {
    kind: 'client_credentials',
    client: { id: 'ci' },
    provider: { tokenEndpoint: new URL('https://idp.example/token') },
    scope: 'openid',
    use: 'access_token',
  },
};
const project: Scope = { kind: 'project', project: { id: 'p1' } };

interface Tried {
  readonly login?: Login;
  readonly scope?: Scope;
  readonly url?: string;
  readonly sent?: readonly Secret[];
}

function refused(
  answer: Canned,
  { login = password, scope = project, url = 'https://cloud.example/v3', sent }: Tried = {},
): Failure {
  return refusal(asResponse(answer), { endpoint: new URL(url), scope, tried: triedOf(login) }, sent);
}

function keystoneError(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Canned {
  return { status, body: { error: { code: status, message, title: 'x', ...more } } };
}

const generic = keystoneError(401, 'The request you have made requires authentication.');
const said = 'cloud.example answered the login with 401 “The request you have made requires authentication.”';

const dontKnow =
  'Keystone does not say which of these it is. Try the same values in the dashboard or with `openstack token issue`.';
const debugLogging =
  'With debug logging (re-run the job) the action logs in once more without the scope, which tells a wrong password from ' +
  'a missing role, and counts towards a lock.';
const notAgain = 'The login is not tried again, because many clouds lock a user after a few wrong ones.';

test.each<[string, Tried, string[], boolean]>([
  [
    'a password',
    {},
    [
      'The password is wrong.',
      'The user “alice” of the domain “users” does not exist, is disabled, or is locked after wrong passwords.',
      'The user has no role in the project “p1”, or that does not exist or is disabled.',
    ],
    true,
  ],
  [
    'a password, for a domain',
    { scope: { kind: 'domain', domain: { name: 'users' } } },
    [
      'The password is wrong.',
      'The user “alice” of the domain “users” does not exist, is disabled, or is locked after wrong passwords.',
      'The user has no role in the domain “users”, or that does not exist or is disabled.',
    ],
    true,
  ],
  [
    'a passcode, for the system',
    { login: totp, scope: { kind: 'system' } },
    [
      'The passcode is wrong or too old: check `totp-secret`, and the clock of a self-hosted runner.',
      'The user “alice” of the domain “users” does not exist, is disabled or locked, or has no TOTP credential.',
      'The user has no role on the system.',
    ],
    true,
  ],
  [
    'two factors, without a scope',
    { login: { method: 'multifactor', factors: [password, totp], held: [] }, scope: { kind: 'unscoped' } },
    [
      'The password is wrong.',
      'The user “alice” of the domain “users” does not exist, is disabled, or is locked after wrong passwords.',
      'The passcode is wrong or too old: check `totp-secret`, and the clock of a self-hosted runner.',
      'The user “alice” of the domain “users” does not exist, is disabled or locked, or has no TOTP credential.',
    ],
    false,
  ],
  [
    'a token, for a trust',
    { login: token, scope: { kind: 'trust', id: 't1' } },
    [
      'The token in `token` has expired, was revoked, or is of another cloud.',
      'The trust is for another user, has expired or is used up, or its trustor has lost the roles.',
    ],
    true,
  ],
  [
    'an application credential by id',
    { login: credential, scope: { kind: 'inherent' } },
    [
      'The secret of the application credential is wrong.',
      'The application credential has expired.',
      'Its user or its project is disabled.',
    ],
    false,
  ],
  [
    'an application credential by name',
    {
      login: {
        ...credential,
        method: 'application_credential',
        credential: { name: 'ci', user: alice },
        secret: new Secret('s'),
      },
      scope: { kind: 'inherent' },
    },
    [
      'The secret of the application credential is wrong.',
      'The application credential has expired.',
      'The user “alice” of the domain “users” does not exist, or has no application credential of that name.',
      'Its user or its project is disabled.',
    ],
    false,
  ],
  [
    'what an assertion was exchanged for',
    { login: federated },
    [
      'The group that the mapping puts this job into has no role in what is asked for.',
      'The user has no role in the project “p1”, or that does not exist or is disabled.',
    ],
    false,
  ],
  [
    'an agency',
    {
      login: {
        method: 'assume_role',
        agency: 'ci',
        domain: { name: 'OTC1' },
        by: token,
        byScope: { kind: 'unscoped' },
      },
    },
    [
      'There is no agency “ci” in the domain “OTC1”, or it is for another account.',
      'The user lacks the permission to assume agencies (Agent Operator).',
      'The user has no role in the project “p1”, or that does not exist or is disabled.',
    ],
    false,
  ],
])('lists for a 401 what is likely with %s', (_, tried, reasons, diagnosable) => {
  expect(refused(generic, tried)).toMatchObject({
    code: 'login-refused',
    message: expect.stringMatching(/^cloud\.example answered the login with 401/),
    reasons,
    advice: [dontKnow, ...(diagnosable ? [debugLogging] : []), notAgain],
  });
});

const hexadecimal = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const asApplicationCredential = (id: string, secret: string): Login => ({
  method: 'application_credential',
  credential: { id },
  secret: new Secret(secret),
});

test.each([
  [generic, 'login-refused'],
  [keystoneError(404, 'Could not find Application Credential: x.'), 'application-credential-unknown'],
])('says first that an application credential’s id and secret look swapped: %#', (answer, code) => {
  const failure = refused(answer, { login: asApplicationCredential('s3cr3t-of-ours', hexadecimal) });
  expect(failure.code).toBe(code);
  expect(failure.reasons[0]).toBe('The id and the secret look swapped: it is the id that has 32 hexadecimal digits.');
  const right = refused(answer, { login: asApplicationCredential(hexadecimal, hexadecimal) });
  expect(right.reasons.join()).not.toContain('swapped');
});

test.each([
  [' hunter2', 'begins or ends with a blank or a line break, which counts as a part of it.'],
  ['hunter2\n', 'begins or ends with a blank or a line break, which counts as a part of it.'],
  ['"hunter2"', 'begins or ends with a quotation mark, which counts as a part of it.'],
  ["hunter2'", 'begins or ends with a quotation mark, which counts as a part of it.'],
  ...[
    '$OS_PASSWORD',
    '$' + '{OS_PASSWORD}',
    '%OS_PASSWORD%',
    '$env:OS_PASSWORD',
    '$' + '{{ secrets.OS_PASSWORD }}',
    '<password>',
  ].map((text) => [text, 'is the name of a variable or a placeholder: nothing puts its value there.'] as const),
])('says first what is odd about a secret: %j', (text, oddity) => {
  const byPassword = refused(generic, { login: { method: 'password', user: alice, password: new Secret(text) } });
  expect(byPassword.reasons.slice(0, 2)).toEqual([`The password that was given ${oddity}`, 'The password is wrong.']);
  const byCredential = refused(generic, { login: asApplicationCredential(hexadecimal, text) });
  expect(byCredential.reasons[0]).toBe(`The secret of the application credential that was given ${oddity}`);
});

test.each(['hunter2', 'h"unter\'2', '$5.00 a day', 'a <b> c', '100%'])('finds nothing odd about %j', (text) => {
  const { reasons } = refused(generic, { login: { method: 'password', user: alice, password: new Secret(text) } });
  expect(reasons[0]).toBe('The password is wrong.');
});

test('tells that it was tried again', () => {
  const response = { ...asResponse({ status: 503 }), gaveUp: 'It was tried 7 times.' };
  const tried = { endpoint: new URL('https://cloud.example/v3'), scope: project, tried: triedOf(password) };
  expect(refusal(response, tried).message).toBe('cloud.example answered the login with 503. It was tried 7 times.');
});

test('tells the request’s id', () => {
  expect(refused({ ...generic, headers: { 'x-openstack-request-id': 'req-1' } }).message).toBe(
    `${said} (request “req-1”).`,
  );
  expect(refused(generic).message).toBe(`${said}.`);
});

const huawei = [
  'The user may use the console only (IAM.0081): it needs programmatic access.',
  'The user is locked (IAM.0061): a few wrong passwords lock it for 15 to 30 minutes.',
  "The account's access control list lets other addresses use the API only; hosted runners come from changing ones.",
];

test.each<[string, string[], string[]]>([
  [
    'https://msk.cloud.vk.com/infra/identity/v3',
    ['VK Cloud wants two-factor authentication and API access switched on for a personal account.'],
    ['On VK Cloud a service account suits a job better: its own login and password, and no two-factor authentication.'],
  ],
  [
    'https://cloud.vk.ru/v3',
    ['VK Cloud wants two-factor authentication and API access switched on for a personal account.'],
    ['On VK Cloud a service account suits a job better: its own login and password, and no two-factor authentication.'],
  ],
  [
    'https://infra.mail.ru:35357/v3',
    ['VK Cloud wants two-factor authentication and API access switched on for a personal account.'],
    ['On VK Cloud a service account suits a job better: its own login and password, and no two-factor authentication.'],
  ],
  [
    'https://iam.eu-de.otc.t-systems.com/v3',
    huawei,
    ['On Open Telekom Cloud `user-domain-name` is the account (OTC…), as My Credentials shows it.'],
  ],
  [
    'https://iam.eu-west-101.myhuaweicloud.eu/v3',
    [...huawei, 'It is a HUAWEI ID, which cannot log in at Identity: an IAM user can.'],
    ['On Huawei Cloud `user-domain-name` is the name of the account, as My Credentials shows it.'],
  ],
  ['https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3', huawei, []],
  [
    'https://cloud.api.selcloud.ru/identity/v3',
    ['At Selectel only service users log in at Identity, and not the users of the control panel.'],
    ['At Selectel `user-domain-name` and `project-domain-name` are the number of the account.'],
  ],
  ...[
    'https://mycloud.vk.com/v3',
    'https://mymail.ru/v3',
    'https://cloud.vk.com.example/v3',
    'https://iam.eu-de.otc.t-systems.com.example/v3',
    'https://iam.eu-west-101.myhuaweicloud.eu.example/v3',
    'https://iam.eu-west-0.prod-cloud-ocb.orange-business.com.example/v3',
    'https://cloud.api.selcloud.ru.example/v3',
  ].map((url): [string, string[], string[]] => [url, [], []]),
])('adds what the cloud of %s has', (url, reasons, advice) => {
  const failure = refused(generic, { url });
  expect(failure.reasons.slice(2, -1)).toEqual(reasons);
  expect(failure.advice.slice(0, -3)).toEqual(advice);
});

test.each<[string, Login]>([
  ['a passcode', totp],
  ['two factors', { method: 'multifactor', factors: [password, totp], held: [] }],
])('adds it to a login by %s too', (_, login) => {
  expect(refused(generic, { url: 'https://iam.eu-de.otc.t-systems.com/v3', login }).reasons).toEqual(
    expect.arrayContaining(huawei),
  );
});

test('leaves that out where no user logs in', () => {
  const { reasons } = refused(generic, { url: 'https://msk.cloud.vk.com/v3', login: credential });
  expect(reasons.join()).not.toContain('VK');
});

test.each<[string, Canned, Tried, string, string, string[], string[]]>([
  [
    'an expired password',
    keystoneError(401, 'The password is expired and needs to be changed for user: u1.'),
    {},
    'password-expired',
    'cloud.example answered the login with 401 “The password is expired and needs to be changed for user: u1.”.',
    ['The password is right, and past its time.'],
    [
      'Set a new one in the dashboard or with `openstack user password set`, and store it as the secret.',
      'An application credential lasts as long as you say, whatever the password does.',
    ],
  ],
  [
    'a method that is not enabled',
    keystoneError(401, 'Attempted to authenticate with an unsupported method.', {
      identity: { methods: ['password', 'token'] },
    }),
    {},
    'method-unsupported',
    'cloud.example answered the login with 401 “Attempted to authenticate with an unsupported method.”.',
    ['The cloud has not enabled this way to log in.'],
    ['It allows “password”, “token”.'],
  ],
  [
    'a method that is not enabled, where the others are not told',
    keystoneError(401, 'Attempted to authenticate with an unsupported method.'),
    {},
    'method-unsupported',
    'cloud.example answered the login with 401 “Attempted to authenticate with an unsupported method.”.',
    ['The cloud has not enabled this way to log in.'],
    [],
  ],
  [
    'an unknown application credential',
    keystoneError(404, 'Could not find Application Credential: a1.'),
    { login: credential, scope: { kind: 'inherent' } },
    'application-credential-unknown',
    'cloud.example answered the login with 404 “Could not find Application Credential: a1.”.',
    [
      'The application credential has been deleted, also together with its user or with a role of that user.',
      'It belongs to another cloud or another region.',
      '`application-credential-id` is misspelt.',
    ],
    ['`openstack application credential list`, as its user, shows those there are.'],
  ],
  [
    'a delegated token',
    keystoneError(403, 'Using a delegated token to create another token is not allowed..'),
    { login: token },
    'token-not-exchangeable',
    'cloud.example answered the login with 403 “Using a delegated token to create another token is not allowed..”.',
    ['The token came by an application credential or a trust, and Keystone makes no other from such a one.'],
    ['Log in with the application credential itself, or with what the trust was used with.'],
  ],
  [
    'rescoping that is disabled',
    keystoneError(403, 'You are not authorized to perform the requested action: rescope a scoped token.'),
    { login: token },
    'token-not-exchangeable',
    'cloud.example answered the login with 403 “You are not authorized to perform the requested action: rescope a scoped token.”.',
    ['The cloud makes no token from one that has a scope (`allow_rescope_scoped_token`).'],
    ['Give an unscoped token, or log in with something else.'],
  ],
  [
    'a token that is none',
    keystoneError(404, 'Could not recognize Fernet token'),
    { login: token },
    'token-unknown',
    'cloud.example answered the login with 404 “Could not recognize Fernet token”.',
    ['The token in `token` has expired, was revoked, or is of another cloud.', 'It is no token, or a part of one.'],
    ['Give a token that this cloud has issued within its lifetime, or log in with something else.'],
  ],
  [
    'a user without a domain',
    keystoneError(400, 'Expecting to find domain in user. The server could not comply with the request.'),
    {},
    'request-refused',
    'cloud.example answered the login with 400 “Expecting to find domain in user. The server could not comply with the request.”.',
    ['A user is given by name, and names are unique within a domain only.'],
    ['Give `user-domain-name` or `user-domain-id` as well (often Default), or `user-id` instead.'],
  ],
  [
    'a project without a domain',
    keystoneError(400, 'Expecting to find domain in project.'),
    {},
    'request-refused',
    'cloud.example answered the login with 400 “Expecting to find domain in project.”.',
    ['A project is given by name, and names are unique within a domain only.'],
    ['Give `project-domain-name` or `project-domain-id` as well (often Default), or `project-id` instead.'],
  ],
  [
    'a missing role, by a cloud that tells it',
    keystoneError(403, 'You are not authorized.'),
    {},
    'login-refused',
    'cloud.example answered the login with 403 “You are not authorized.”.',
    ['The user has no role in the project “p1”, or that does not exist or is disabled.'],
    [],
  ],
  [
    'an agency that there is not',
    keystoneError(404, 'Could not find agency: ci.'),
    { login: { method: 'assume_role', agency: 'ci', domain: { id: 'o1' }, by: token, byScope: { kind: 'unscoped' } } },
    'login-refused',
    'cloud.example answered the login with 404 “Could not find agency: ci.”.',
    [
      'There is no agency “ci” in the domain “o1”, or it is for another account.',
      'The user lacks the permission to assume agencies (Agent Operator).',
      'The user has no role in the project “p1”, or that does not exist or is disabled.',
    ],
    [],
  ],
  [
    'another 403',
    keystoneError(403, 'No.'),
    { scope: { kind: 'unscoped' } },
    'request-refused',
    'cloud.example answered the login with 403 “No.”.',
    [],
    [],
  ],
  [
    'too many logins',
    keystoneError(429, 'Too many requests.'),
    {},
    'rate-limited',
    'cloud.example answered the login with 429 “Too many requests.”.',
    ['There were too many logins in a short time, usually from many jobs at once.'],
    ['Let fewer jobs log in at once (`max-parallel` of a matrix), or do the work in one job with one login.'],
  ],
  [
    'an error of the cloud’s own',
    { status: 503, body: '<html>', headers: { 'x-openstack-request-id': 'req-1' } },
    {},
    'cloud-unavailable',
    'cloud.example answered the login with 503 (request “req-1”).',
    [],
    ['Run the job again later; if it stays so, tell the cloud, with the request id if there is one.'],
  ],
  ...[408, 425].map((status): [string, Canned, Tried, string, string, string[], string[]] => [
    `a cloud that has no time (${status})`,
    { status },
    {},
    'cloud-unavailable',
    `cloud.example answered the login with ${status}.`,
    [],
    ['Run the job again later; if it stays so, tell the cloud, with the request id if there is one.'],
  ]),
  [
    'a login that is merely accepted',
    keystoneError(202, 'Later.'),
    {},
    'request-refused',
    'cloud.example answered the login with 202 “Later.”.',
    [],
    [],
  ],
  [
    'a redirect',
    { status: 307, headers: { location: 'https://login.example/?next=%2Fv3' } },
    {},
    'redirected',
    'cloud.example answered the login with 307: it points to “https://login.example/?next=%2Fv3”.',
    ['A login page or another host stands before Keystone.', '`auth-url` is an old address.'],
    ['Credentials are never sent after a redirect. If you trust that address, put it into `auth-url`.'],
  ],
  [
    'a redirect to nowhere',
    { status: 300, body: {} },
    {},
    'redirected',
    'cloud.example answered the login with 300: it points to another address.',
    ['A login page or another host stands before Keystone.', '`auth-url` is an old address.'],
    ['Credentials are never sent after a redirect. If you trust that address, put it into `auth-url`.'],
  ],
  [
    'a login that is too large',
    { status: 413, body: 'Request is too large.' },
    {},
    'request-refused',
    'cloud.example answered the login with 413.',
    ['A password, secret or token that was given is longer than the cloud takes.'],
    [],
  ],
  [
    'a page that is not Keystone’s',
    { status: 404, body: '<html>Not Found</html>' },
    { url: 'https://cloud.example/wrong/v3' },
    'not-keystone',
    'cloud.example answered the login with 404, but not as an OpenStack Keystone does: nothing in it is an Identity v3 answer.',
    ['The path in `auth-url` is wrong: some clouds have Identity below `/identity/v3` or `/keystone/v3`.'],
    [
      'This was asked: https://cloud.example/wrong/v3/auth/tokens.',
      "Compare `auth-url` with the Identity endpoint in your cloud's dashboard (API access, or the openrc file).",
    ],
  ],
  [
    'a locked user of Huawei’s',
    { status: 401, body: { error_code: 'IAM.0061', error_msg: 'Login too frequently.' } },
    {},
    'login-refused',
    'cloud.example answered the login with 401 “IAM.0061” “Login too frequently.”.',
    ['The user is locked after wrong passwords; the lock ends by itself after 15 to 30 minutes.'],
    [],
  ],
  [
    'a user of Huawei’s for the console, in Keystone’s form',
    keystoneError(401, 'Console only.', { code: 'IAM.0081' }),
    {},
    'login-refused',
    'cloud.example answered the login with 401 “IAM.0081” “Console only.”.',
    ['The user may use the console only: give it programmatic access.'],
    [],
  ],
  [
    'Huawei’s limit of logins',
    { status: 403, body: { error_code: 'APIGW.0308', error_msg: 'Throttled.' } },
    {},
    'rate-limited',
    'cloud.example answered the login with 403 “APIGW.0308” “Throttled.”.',
    ['There were too many logins in a short time, usually from many jobs at once.'],
    ['Let fewer jobs log in at once (`max-parallel` of a matrix), or do the work in one job with one login.'],
  ],
  [
    'another code of Huawei’s',
    { status: 400, body: { error_code: 'IAM.0011', error_msg: 'Bad body.' } },
    {},
    'request-refused',
    'cloud.example answered the login with 400 “IAM.0011” “Bad body.”.',
    [],
    [],
  ],
])('explains %s', (_, answer, tried, code, message, reasons, advice) => {
  const failure = refused(answer, tried);
  expect({ ...failure, message: failure.message }).toEqual({ name: 'Failure', code, message, reasons, advice });
});

// https://docs.otc.t-systems.com/identity-access-management/api-ref/appendix/error_codes.html
test.each([
  ['IAM.0062', 'The name of the user or the password is wrong.'],
  ['IAM.0066', 'The token has expired.'],
  ['IAM.0067', 'The token is not valid.'],
  ['IAM.0082', 'The user is disabled.'],
  ['APIGW.0301', 'The gateway before the cloud accepts this login for no API.'],
  ['APIGW.0307', 'The token has expired, or is for another region.'],
])('knows the code %s', (error_code, reason) => {
  expect(refused({ status: 401, body: { error_code } })).toMatchObject({ code: 'login-refused', reasons: [reason] });
});

test('knows Open Telekom Cloud’s limit', () => {
  expect(refused({ status: 403, body: { error_code: 'IAM.0012' } }).code).toBe('rate-limited');
});

test.each([
  ['https://auth.cloud.ovh.net/v3', ['OVHcloud gives a user 60 tokens a minute.']],
  ['https://auth.cloud.ovh.us/v3', ['OVHcloud gives a user 60 tokens a minute.']],
  ['https://my-auth.cloud.ovh.net/v3', []],
])('knows OVHcloud’s limit: %s', (url, limit) => {
  expect(refused({ status: 429 }, { url }).reasons).toEqual([
    'There were too many logins in a short time, usually from many jobs at once.',
    ...limit,
  ]);
});

test.each<[string, Canned, Tried]>([
  ['in the message', keystoneError(401, 'Not hunter2-hunter2!'), {}],
  ['in the code', { status: 401, body: { error_code: 'hunter2-hunter2' } }, {}],
  ['in the request’s id', { ...generic, headers: { 'x-openstack-request-id': 'hunter2-hunter2' } }, {}],
  ['in a redirect', { status: 302, headers: { location: 'https://x.example/?p=hunter2-hunter2' } }, {}],
  [
    'in the methods',
    keystoneError(401, 'Attempted to authenticate with an unsupported method.', {
      identity: { methods: ['hunter2-hunter2'] },
    }),
    {},
  ],
  [
    'in a schema error',
    keystoneError(400, "Invalid input for field 'password': hunter2-hunter2 is not of type 'string'"),
    {},
  ],
  [
    'which went along',
    keystoneError(404, 'No token hunter2-hunter2.'),
    { login: token, sent: [new Secret('hunter2-hunter2')] },
  ],
])('shows no secret %s', (_, answer, tried) => {
  const { message, reasons, advice } = refused(answer, tried);
  expect([message, ...reasons, ...advice].join('\n')).not.toContain('hunter2');
});
