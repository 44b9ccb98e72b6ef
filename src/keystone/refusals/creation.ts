import { Failure } from '../../failure.ts';
import type { Response } from '../../http/request.ts';
import type { Token } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import type { Caller } from '../call.ts';
import { type ErrorBody, errorBody } from './error-body.ts';
import { quotable } from './quotable.ts';

/** How Keystone refused to make something, and whose it was to be. */
interface Creation {
  readonly status: number;
  readonly error: ErrorBody;
  readonly owner: Token;
}

/** A kind of refusal: how it is known, the likely reason, and what to do. */
type CreationRefusal = readonly [
  when: (refused: Creation) => boolean,
  reason: string,
  advice?: (owner: Token) => string,
];

/**
 * creationRefused returns the Failure for an answer that tells of no application credential or EC2 credentials made.
 * `sent` are the secrets that went with the request beside the token.
 */
export function creationRefused(
  what: string,
  response: Response,
  owner: Token,
  { endpoint, token }: Caller,
  sent: readonly Secret[],
): Failure {
  const error = errorBody(response);
  const { status, headers, gaveUp = '' } = response;
  const quoted = (text = ''): string => quotable(text, [token, ...sent]);
  const id = quoted(headers['x-openstack-request-id']);
  const answer = [`${endpoint.host} refused to make ${what}: ${status}`, quoted(error.message)].join(' ').trimEnd();
  const [, reason, advice] = kinds.find(([when]) => when({ status, error, owner })) ?? [];
  return new Failure('credential-refused', {
    message: `${answer}${id && ` (request ${id})`}. ${gaveUp}`.trimEnd(),
    reasons: reason ? [reason] : [],
    advice: advice ? [advice(owner)] : [],
  });
}

function hasMessage(text: RegExp): CreationRefusal[0] {
  return ({ error }) => text.test(error.message);
}

// The first that fits. The messages are those of keystone/api/users.py, credentials.py and keystone/exception.py.
const kinds: readonly CreationRefusal[] = [
  [
    hasMessage(/maximum of/),
    'The user has as many of them as the cloud allows.',
    () => 'Delete some: `openstack application credential list` and `openstack ec2 credentials list` show them.',
  ],
  [
    ({ status, owner }) => status === 403 && owner.methods.includes('application_credential'),
    'The job logs in by an application credential, which may make no others if it is a restricted one, and no EC2 credentials at all.',
    () => 'Log in by a password, or without a secret (`identity-provider`).',
  ],
  [({ status }) => status === 403, "The cloud's rules do not allow it to this user."],
  [
    hasMessage(/unassigned role|Role .* is not defined|find role:/),
    'A role in `credential-roles` is misspelt, or the login does not have it.',
    ({ roles }) => `The login has these: ${roles.join(', ')}.`,
  ],
  [
    hasMessage(/find role assignment/),
    'The user is a federated one, whose roles do not last beyond the login.',
    () =>
      'Whoever runs the cloud can let them last: `openstack identity provider set --authorization-ttl MINUTES NAME`. ' +
      'docs/secretless.md says why.',
  ],
  [hasMessage(/'expires_at' must not be before/), '', () => 'Set a longer `credential-lifetime`.'],
  [({ status }) => status === 409, '', () => 'Run the job again: it takes another name each time.'],
  [
    ({ status, error }) => status === 404 || !error.known,
    'The cloud has no such credentials.',
    () => 'Leave out `credential`, and the job has the token of its login.',
  ],
];
