import type { Explanation, FailureCode } from '../../failure.ts';
import type { Response } from '../../http/request.ts';
import { exchangeRefusals } from '../federation/refusals.ts';
import { stillRequired } from '../receipt.ts';
import { hintsFor, reasonsOfCode } from './clouds.ts';
import type { ErrorBody } from './error-body.ts';
import { type Attempt, likelyReasons, ofScope } from './reasons.ts';

/** An answer that is no token, and what had been tried. */
export interface Refused extends Attempt {
  readonly response: Response;
  readonly error: ErrorBody;
  /** `cloud.example answered the login with 401 “…”`, and nothing secret. */
  readonly answer: string;
  /** Gives a text of the server's in quotation marks, or nothing where it repeats a secret. */
  readonly quoted: (text: string) => string;
}

/** A kind of refusal: how it is known, and what is said of it; where there is no message, the answer is told. */
export interface Kind {
  readonly code: FailureCode;
  readonly when: (refused: Refused) => boolean;
  readonly tell: (refused: Refused) => Partial<Explanation>;
}

/** kindOf gives the kind of a refusal. */
export function kindOf(refused: Refused): Omit<Kind, 'when'> {
  const table = refused.shown === undefined ? kinds : [...exchangeRefusals(refused.shown), ...kinds];
  return table.find(({ when }) => when(refused)) ?? other;
}

function says(text: RegExp): Kind['when'] {
  return ({ error }) => text.test(error.message);
}

const other: Omit<Kind, 'when'> = { code: 'request-refused', tell: () => ({}) };

// The first that fits. The messages looked for are those of keystone/exception.py and keystone/auth.
const kinds: readonly Kind[] = [
  {
    code: 'redirected',
    when: ({ response }) => response.status >= 300 && response.status < 400,
    tell: ({ answer, response, quoted }) => ({
      message: `${answer}: it points to ${quoted(response.headers['location'] ?? '') || 'another address'}.`,
      reasons: ['A login page or another host stands before Keystone.', '`auth-url` is an old address.'],
      advice: ['Credentials are never sent after a redirect. If you trust that address, put it into `auth-url`.'],
    }),
  },
  {
    code: 'rate-limited',
    when: ({ response, error }) => response.status === 429 || ['IAM.0012', 'APIGW.0308'].includes(error.code),
    tell: ({ endpoint }) => ({
      reasons: [
        'There were too many logins in a short time, mostly from many jobs at once.',
        ...hintsFor(endpoint).rate,
      ],
      advice: ['Let fewer jobs log in at once (`max-parallel` of a matrix), or do the work in one job with one login.'],
    }),
  },
  {
    code: 'cloud-unavailable',
    when: ({ response }) => response.status >= 500 || [408, 425].includes(response.status),
    tell: () => ({
      advice: ['Run the job again later; if it stays so, tell the cloud, with the request id if there is one.'],
    }),
  },
  {
    code: 'factor-missing',
    when: ({ response }) => stillRequired(response).length > 0,
    tell: ({ endpoint, response }) => ({
      message: `${endpoint.host} accepts what was sent, and wants more from this user: ${ways(response).join(', or ')}.`,
      reasons: ['The user has to log in with several factors (MFA).'],
      advice: [...new Set(stillRequired(response).flat())].map(howToGive),
    }),
  },
  {
    code: 'request-refused',
    when: ({ response }) => response.status === 413,
    tell: () => ({ reasons: ['A password, secret or token that was given is longer than the cloud takes.'] }),
  },
  {
    code: 'not-keystone',
    when: ({ error }) => !error.known,
    tell: ({ answer, endpoint }) => ({
      message: `${answer}, but not as an OpenStack Keystone does: nothing in it is an Identity v3 answer.`,
      reasons: ['The path in `auth-url` is wrong: some clouds have Identity below `/identity/v3` or `/keystone/v3`.'],
      advice: [
        `This was asked: ${endpoint.href}/auth/tokens.`,
        "Compare `auth-url` with the Identity endpoint in your cloud's dashboard (API access, or the openrc file).",
      ],
    }),
  },
  {
    code: 'password-expired',
    when: says(/^The password is expired/),
    tell: () => ({
      reasons: ['The password is right, and past its time.'],
      advice: [
        'Set a new one in the dashboard or with `openstack user password set`, and store it as the secret.',
        'An application credential lasts as long as you say, whatever the password does.',
      ],
    }),
  },
  {
    code: 'method-unsupported',
    when: says(/unsupported method/),
    tell: ({ error, quoted }) => ({
      reasons: ['The cloud has not enabled this way to log in.'],
      advice: error.methods.length === 0 ? [] : [`It allows ${error.methods.map(quoted).join(', ')}.`],
    }),
  },
  {
    code: 'application-credential-unknown',
    when: ({ response, login }) => response.status === 404 && login.method === 'application_credential',
    tell: () => ({
      reasons: [
        'The application credential has been deleted, also together with its user or with a role of that user.',
        'It belongs to another cloud or another region.',
        '`application-credential-id` is misspelt.',
      ],
      advice: ['`openstack application credential list`, as its user, shows those there are.'],
    }),
  },
  {
    code: 'token-not-exchangeable',
    when: says(/delegated token|trust-scoped token/),
    tell: () => ({
      reasons: ['The token came by an application credential or a trust, and Keystone makes no other from such a one.'],
      advice: ['Log in with the application credential itself, or with what the trust was used with.'],
    }),
  },
  {
    code: 'token-not-exchangeable',
    when: says(/rescope a scoped token/),
    tell: () => ({
      reasons: ['The cloud makes no token from one that has a scope (`allow_rescope_scoped_token`).'],
      advice: ['Give an unscoped token, or log in with something else.'],
    }),
  },
  {
    code: 'token-unknown',
    when: ({ response, login }) => response.status === 404 && login.method === 'token',
    tell: () => ({
      reasons: [
        'The token in `token` has expired, was revoked, or is of another cloud.',
        'It is no token, or a part of one.',
      ],
      advice: ['Give a token that this cloud has issued within its lifetime, or log in with something else.'],
    }),
  },
  {
    code: 'request-refused',
    when: says(/^Expecting to find domain in (user|project)/),
    tell: ({ error }) => missingDomain(error.message.includes('in user') ? 'user' : 'project'),
  },
  {
    code: 'login-refused',
    when: ({ error }) => reasonsOfCode(error.code).length > 0,
    tell: ({ error }) => ({ reasons: reasonsOfCode(error.code) }),
  },
  {
    code: 'login-refused',
    when: ({ response }) => response.status === 401,
    tell: likelyReasons,
  },
  {
    code: 'login-refused',
    when: ({ response, login }) => [403, 404].includes(response.status) && login.method === 'assume_role',
    tell: (refused) => ({ ...likelyReasons(refused), advice: [] }),
  },
  {
    code: 'login-refused',
    when: ({ response, scope }) => response.status === 403 && ofScope(scope).length > 0,
    tell: ({ scope }) => ({ reasons: ofScope(scope) }),
  },
];

function ways(response: Response): readonly string[] {
  return stillRequired(response).map((names) => names.join(' and '));
}

const inputsOf: ReadonlyMap<string, string> = new Map([
  ['totp', '`totp-secret` (or `passcode`)'],
  ['password', '`password`'],
]);

function howToGive(method: string): string {
  const inputs = inputsOf.get(method);
  return inputs === undefined
    ? `This action has no way to log in by ${method}: an application credential needs no further factor.`
    : `For ${method}, give ${inputs} beside what there is.`;
}

function missingDomain(what: 'user' | 'project'): Partial<Explanation> {
  return {
    reasons: [`A ${what} is given by name, and names are unique within a domain only.`],
    advice: [
      `Give \`${what}-domain-name\` or \`${what}-domain-id\` as well (often Default), or \`${what}-id\` instead.`,
    ],
  };
}
