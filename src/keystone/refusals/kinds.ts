import type { Explanation } from '../../failure.ts';
import { hintsFor, reasonsOfCode } from './cloud-hints.ts';
import { factorMissing } from './factor-missing.ts';
import { likelyReasons, ofScope } from './likely-reasons.ts';
import { type RefusalKind, type Refused, says } from './refused.ts';

/** kindOf returns the kind of a refusal: the first that fits. */
export function kindOf(refused: Refused): Omit<RefusalKind, 'when'> {
  return [...ofAny, ...refused.tried.refusals, ...ofKeystone].find(({ when }) => when(refused)) ?? other;
}

const other: Omit<RefusalKind, 'when'> = { code: 'request-refused', tell: () => ({}) };

/** How anything before Keystone refuses as well. */
const ofAny: readonly RefusalKind[] = [
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
        'There were too many logins in a short time, usually from many jobs at once.',
        ...hintsFor(endpoint).rate,
      ],
      advice: ['Let fewer jobs log in at once (`max-parallel` of a matrix), or do the work in one job with one login.'],
    }),
  },
];

/** How Keystone refuses, where the login's own kinds do not fit. */
const ofKeystone: readonly RefusalKind[] = [
  {
    code: 'cloud-unavailable',
    when: ({ response }) => response.status >= 500 || [408, 425].includes(response.status),
    tell: () => ({
      advice: ['Run the job again later; if it stays so, tell the cloud, with the request id if there is one.'],
    }),
  },
  factorMissing,
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
    when: ({ response, scope }) => response.status === 403 && ofScope(scope).length > 0,
    tell: ({ scope }) => ({ reasons: ofScope(scope) }),
  },
];

function missingDomain(what: 'user' | 'project'): Partial<Explanation> {
  return {
    reasons: [`A ${what} is given by name, and names are unique within a domain only.`],
    advice: [
      `Give \`${what}-domain-name\` or \`${what}-domain-id\` as well (often Default), or \`${what}-id\` instead.`,
    ],
  };
}
