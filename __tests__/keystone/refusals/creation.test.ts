import { expect, test } from '@jest/globals';
import { creationRefused } from '../../../src/keystone/refusals/creation.ts';
import { Secret } from '../../../src/secret.ts';
import { asResponse, type Canned, cannedKeystone } from '../../support/answers.ts';
import { token } from '../../support/session.ts';

const delegated = { ...token, methods: ['application_credential'] };
const caller = { ...cannedKeystone([]), token: token.id };

function refused(answer: Canned, owner = token) {
  return creationRefused('an application credential', asResponse(answer), owner, caller, [new Secret('own-secret')]);
}

function error(status: number, message: string): Canned {
  return { status, body: { error: { code: status, message, title: 'x' } } };
}

// The messages are those that a Keystone 22 gives.
test.each([
  [
    error(403, 'Unable to create additional application credentials, maximum of 2 already exceeded for user.'),
    token,
    /as many of them as the cloud allows/,
    /^Delete some: .*openstack application credential list/,
  ],
  [
    error(403, 'You are not authorized to perform the requested action: Using method … is not allowed for managing …'),
    delegated,
    /if it is a restricted one, and no EC2 credentials at all/,
    /^Log in by a password/,
  ],
  [error(403, 'You are not authorized to perform the requested action.'), token, /rules do not allow it/, undefined],
  [
    error(404, 'Role wizard is not defined'),
    token,
    /`credential-roles` is misspelt/,
    /^The login has these: member, reader/,
  ],
  [
    error(400, 'Invalid application credential: Cannot create an application credential with unassigned role'),
    token,
    /the login does not have it/,
    /^The login has these: member, reader\.$/,
  ],
  [
    error(
      400,
      'Invalid application credential: Could not find role assignment with role: 1, user or group: 2, project…',
    ),
    token,
    /roles do not last beyond the login/,
    /--authorization-ttl/,
  ],
  [
    error(400, "The 'expires_at' must not be before now. The server could not comply"),
    token,
    undefined,
    /longer `credential-lifetime`/,
  ],
  [error(409, 'Duplicate entry found with name x.'), token, undefined, /another name/],
  [error(404, 'The resource could not be found.'), token, /has no such credentials/, /Leave out `credential`/],
  [{ status: 404, body: '<html>' }, token, /has no such credentials/, /Leave out `credential`/],
  [error(400, 'Something else.'), token, undefined, undefined],
])('%j is explained', (answer, owner, reason, advice) => {
  const failure = refused(answer, owner);
  expect(failure.code).toBe('credential-refused');
  expect([failure.reasons.length, failure.advice.length > 0]).toEqual([reason ? 1 : 0, advice !== undefined]);
  expect(failure.reasons.join()).toMatch(reason ?? /^$/);
  expect(failure.advice.join()).toMatch(advice ?? /^$/);
});

test('the message says by whom, what and under which request, and no secret', () => {
  const headers = { 'x-openstack-request-id': 'req-1' };
  expect(refused({ ...error(400, 'Bad thing.'), headers }).message).toBe(
    'cloud.example refused to make an application credential: 400 “Bad thing.” (request “req-1”).',
  );
  expect(refused(error(400, 'Bad own-secret.')).message).toBe(
    'cloud.example refused to make an application credential: 400.',
  );
  expect(refused(error(400, 'Bad gAAAAtoken.')).message).not.toContain('gAAAA');
  const response = { ...asResponse({ status: 503 }), gaveUp: 'It was tried 3 times.' };
  expect(creationRefused('EC2 credentials', response, token, caller, []).message).toBe(
    'cloud.example refused to make EC2 credentials: 503. It was tried 3 times.',
  );
});
