import { expect, test } from '@jest/globals';
import { credentialsOf } from '../support/options.ts';

const alice = { username: 'alice', 'user-domain-name': 'users', password: 'p' };
const aliceById = { 'user-id': 'u1', password: 'p' };
const credential = { 'application-credential-id': 'a', 'application-credential-secret': 's' };
const agency = { 'agency-name': 'ci', 'agency-domain-name': 'OTC1' };

test.each<[string, Record<string, string>, unknown]>([
  ['a project by id', { ...alice, 'project-id': 'p1' }, { kind: 'project', project: { id: 'p1' } }],
  [
    'a project by id, whatever its name',
    { ...alice, 'project-id': 'p1', 'project-name': 'web' },
    { kind: 'project', project: { id: 'p1' } },
  ],
  [
    'a project by name, in the user’s domain',
    { ...alice, 'project-name': 'web' },
    { kind: 'project', project: { name: 'web', domain: { name: 'users' } } },
  ],
  [
    'a project by name, in a domain of its own',
    { ...alice, 'project-name': 'web', 'project-domain-id': 'd', 'project-domain-name': 'no' },
    { kind: 'project', project: { name: 'web', domain: { id: 'd' } } },
  ],
  [
    'a project by name, in the agency’s domain',
    { ...alice, ...agency, 'project-name': 'eu-de' },
    { kind: 'project', project: { name: 'eu-de', domain: { name: 'OTC1' } } },
  ],
  [
    'a project, its domain being said as `domain-name`',
    { ...aliceById, 'project-name': 'web', 'domain-name': 'd' },
    { kind: 'project', project: { name: 'web', domain: { name: 'd' } } },
  ],
  [
    'a project, its domain being said as `default-domain-id`',
    { ...aliceById, 'project-name': 'web', 'default-domain-id': 'd' },
    { kind: 'project', project: { name: 'web', domain: { id: 'd' } } },
  ],
  ['a domain by id', { ...alice, 'domain-id': 'd', 'domain-name': 'no' }, { kind: 'domain', domain: { id: 'd' } }],
  ['a domain by name', { ...alice, 'domain-name': 'd' }, { kind: 'domain', domain: { name: 'd' } }],
  ['the system', { ...alice, 'system-scope': 'all' }, { kind: 'system' }],
  ['a trust', { ...alice, 'trust-id': 't' }, { kind: 'trust', id: 't' }],
  ['nothing', { ...alice, unscoped: 'True' }, { kind: 'unscoped' }],
  [
    'a project, unscoped being off',
    { ...alice, 'project-id': 'p1', unscoped: 'false' },
    { kind: 'project', project: { id: 'p1' } },
  ],
  ['what an application credential is for', credential, { kind: 'inherent' }],
  [
    'what an agency is for, after an application credential',
    { ...credential, ...agency, 'project-id': 'p1' },
    { kind: 'project', project: { id: 'p1' } },
  ],
])('asks for %s', (_, given, scope) => {
  expect(credentialsOf(given).scope).toEqual(scope);
});

test('says of whom a domain is that is said once, where they have none of their own', () => {
  const { login } = credentialsOf({ username: 'alice', password: 'p', 'project-name': 'web', 'domain-id': 'd' });
  expect(login).toMatchObject({ user: { name: 'alice', domain: { id: 'd' } } });
  const { login: own } = credentialsOf({ ...alice, 'project-name': 'web', 'domain-id': 'd' });
  expect(own).toMatchObject({ user: { domain: { name: 'users' } } });
  const forDomain = { username: 'alice', password: 'p', 'domain-id': 'd' };
  const { login: otherwise } = credentialsOf({ ...forDomain, 'default-domain-name': 'all' });
  expect(otherwise).toMatchObject({ user: { domain: { name: 'all' } } });
  const { login: byId } = credentialsOf({ ...forDomain, 'default-domain-id': 'default' });
  expect(byId).toMatchObject({ user: { domain: { id: 'default' } } });
});

const oneOfThem = ['Leave one of them out; for two tokens, use the action twice.'];
const ofCredential = [
  'Leave the scope out, or log in with something else.',
  'To make sure which project it is, use the input `allowed-project-ids`.',
];

test.each<[Record<string, string>, string, string[]]>([
  [
    { ...alice, 'project-id': 'p1', 'trust-id': 't' },
    'The input `project-id` and the input `trust-id` ask for two scopes, and a token has one.',
    oneOfThem,
  ],
  [
    { ...alice, 'domain-name': 'd', unscoped: 'true' },
    'The input `domain-name` and the input `unscoped` ask for two scopes, and a token has one.',
    oneOfThem,
  ],
  [
    { ...alice, 'system-scope': 'all', 'trust-id': 't' },
    'The input `system-scope` and the input `trust-id` ask for two scopes, and a token has one.',
    oneOfThem,
  ],
  [
    { ...alice, 'system-scope': 'true' },
    'The input `system-scope` is not `all`, and Keystone knows no other part of the system.',
    [],
  ],
  [{ ...alice, unscoped: 'maybe' }, 'The input `unscoped` is neither `true` nor `false`.', []],
  [
    { ...credential, 'project-name': 'web' },
    'The input `project-name` asks for a scope, which an application credential cannot have: it is good for the project it was made in.',
    ofCredential,
  ],
  [
    { ...credential, unscoped: 'true' },
    'The input `unscoped` asks for a scope, which an application credential cannot have: it is good for the project it was made in.',
    ofCredential,
  ],
])('refuses %j', (given, message, advice) => {
  expect(() => credentialsOf(given)).toThrow(expect.objectContaining({ code: 'input-invalid', message, advice }));
});
