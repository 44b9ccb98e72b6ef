import { type Explanation, Failure, quote } from '../failure.ts';
import type { Response } from '../http/http.ts';
import type { Login, Scope } from '../identity.ts';
import { isObject, type Members, members, parseJson, text } from './json.ts';
import { reasons } from './reasons.ts';

/** What was tried when a server refused. */
export interface Attempt {
  readonly endpoint: URL;
  readonly login: Login;
  readonly scope: Scope;
}

/** refusal gives the Failure for an answer to a login that is no token. */
export function refusal(response: Response, attempt: Attempt): Failure {
  const { status } = response;
  const { host } = attempt.endpoint;
  const answer = `${host} answered the login with ${status}`;
  if (status >= 300 && status < 400) {
    return redirected(response, answer);
  }
  if (status === 429 || status >= 500) {
    return new Failure('cloud-unavailable', {
      message: `${answer}${said(response)}.`,
      reasons: status === 429 ? ['Too many logins in a short time, mostly from many jobs at once.'] : [],
      advice: ['Run the job again later; if it stays so, tell the cloud with the request id above.'],
    });
  }
  const error = keystoneError(response);
  if (error === undefined) {
    return new Failure('not-keystone', {
      message: `${answer}, but not as an OpenStack Keystone does: nothing in it is an Identity v3 answer.`,
      reasons: ['The path in `auth-url` is wrong: some clouds have Identity below `/identity/v3` or `/keystone/v3`.'],
      advice: [
        `This was asked: ${attempt.endpoint.href}/auth/tokens.`,
        "Compare `auth-url` with the Identity endpoint in your cloud's dashboard (API access, or the openrc file).",
      ],
    });
  }
  const message = `${answer}${said(response)}.`;
  switch (status) {
    case 400:
      return new Failure('request-refused', { message, ...badRequest(text(error['message'])) });
    case 401:
      return new Failure('login-refused', { message, ...reasons(attempt.login, attempt.scope) });
    default:
      return new Failure('request-refused', { message });
  }
}

/** serverMessage gives what a Keystone says in its error, or the empty string. */
export function serverMessage(response: Response): string {
  return text(keystoneError(response)?.['message']);
}

function keystoneError({ body }: Response): Members | undefined {
  const { error } = members(parseJson(body));
  return isObject(error) ? error : undefined;
}

// A schema error repeats the value it does not like, which can be the password.
const repeatsValue = /^(Invalid input for field[^.]*)\..*$/s;

function said(response: Response): string {
  const message = serverMessage(response).replace(repeatsValue, '$1');
  const id = response.headers['x-openstack-request-id'];
  return `${message === '' ? '' : ` ${quote(message)}`}${id === undefined ? '' : ` (request ${quote(id)})`}`;
}

function redirected({ headers }: Response, answer: string): Failure {
  return new Failure('redirected', {
    message: `${answer}: it points to ${quote(headers['location'] ?? 'nowhere')}.`,
    reasons: ['A login page or another host stands before Keystone.', '`auth-url` is an old address.'],
    advice: ['Credentials are never sent after a redirect. If you trust that address, put it into `auth-url`.'],
  });
}

function badRequest(message: string): Partial<Explanation> {
  const [, what] = /^Expecting to find domain in (user|project)/.exec(message) ?? [];
  return what === undefined
    ? {}
    : {
        reasons: [`A ${what} is given by name, and names are unique within a domain only.`],
        advice: [
          `Give \`${what}-domain-name\` or \`${what}-domain-id\` as well (often Default), or \`${what}-id\` instead.`,
        ],
      };
}
