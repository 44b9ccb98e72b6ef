import { Failure } from '../failure.ts';
import type { Head, Response } from '../http/request.ts';
import type { Named, Token } from '../identity.ts';
import type { Seal, Secret } from '../secret.ts';
import { parseCatalog } from './catalog.ts';
import { isObject, list, type Members, members, parseJson, text } from './json.ts';

// Fernet, JWS and PKI tokens are made of these (PKI ones of base64 with `/` written `-`).
const tokenAlphabet = /^[\w.~+/=:-]+$/;

// A shorter one would hide words of the log if it were masked. The shortest there are, UUIDs, have 32 characters.
const shortest = 8;

// One is what a Keystone sends, and each is kept for the job's end.
const most = 8;

/** sealToken returns what a server calls a token or a receipt; undefined for a text that is too short to be one. */
export function sealToken(text: string, seal: Seal): Secret | undefined {
  return text.length < shortest ? undefined : seal(text);
}

/**
 * issuedTokens returns the tokens an answer carries in X-Subject-Token: one, or none. More than one is what a hostile or
 * broken server sends, and each of them must be revoked; there are eight at most.
 */
export function issuedTokens(head: Head, seal: Seal): Secret[] {
  return subject(head)
    .split(', ', most)
    .flatMap((text) => sealToken(text, seal) ?? []);
}

function subject({ headers }: Head): string {
  return headers['x-subject-token'] ?? '';
}

/** isWellFormed tells whether a token is made of what tokens are made of, so that it can be sent back in a header. */
export function isWellFormed(token: Secret): boolean {
  return tokenAlphabet.test(token.reveal());
}

/**
 * soleToken returns the one token of those issued, or undefined where there is none.
 * Throws `token-malformed` for several, and for one that is not well-formed.
 */
export function soleToken(head: Head, tokens: readonly Secret[], host: string): Secret | undefined {
  const [token, ...more] = tokens;
  if (subject(head) !== '' && (token === undefined || more.length > 0 || !isWellFormed(token))) {
    throw new Failure('token-malformed', {
      message: `${host} answered with a token that is shorter than any or has characters no Keystone token has, or with several tokens.`,
      advice: ['Check that `auth-url` is the Identity endpoint; a proxy in between may have changed the answer.'],
    });
  }
  return token;
}

/**
 * parseToken returns what an answer's body says of its token.
 * Throws `not-keystone` if the body is not what Identity v3 answers.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export function parseToken(id: Secret, { body }: Response, host: string): Token {
  const token = members(members(parseJson(body))['token']);
  const issuedAt = utc(token['issued_at']);
  const expiresAt = utc(token['expires_at']);
  const user = named(token['user']);
  if (issuedAt === undefined || expiresAt === undefined || user === undefined) {
    throw new Failure('not-keystone', {
      message: `${host} issued a token, but did not say whose it is and until when it lasts.`,
      advice: ['Check that `auth-url` is the Identity endpoint; a proxy in between may have cut the answer.'],
    });
  }
  const project = named(token['project']);
  const domain =
    named(members(token['project'])['domain']) ?? named(token['domain']) ?? named(members(token['user'])['domain']);
  const trust = text(members(token['OS-TRUST:trust'])['id']);
  const methods = list(token['methods']).map(text);
  const catalog = parseCatalog(token['catalog']);
  const passwordExpiresAt = methods.includes('password')
    ? utc(members(token['user'])['password_expires_at'])
    : undefined;
  const applicationCredentialId = text(members(token['application_credential'])['id']);
  return {
    id,
    issuedAt,
    expiresAt,
    lifetime: Math.floor((expiresAt.getTime() - issuedAt.getTime()) / 1000),
    methods,
    user,
    ...(passwordExpiresAt && { passwordExpiresAt }),
    ...(applicationCredentialId !== '' && { applicationCredentialId }),
    scope: scopeOf(token),
    ...(project && { project }),
    ...(domain && { domain }),
    ...(trust !== '' && { trust }),
    roles: list(token['roles']).map((role) => text(members(role)['name'])),
    ...(catalog && { catalog }),
    exchangeable: trust === '' && isExchangeable(methods),
    revocable: isRevocable(token),
  };
}

function scopeOf(token: Members): Token['scope'] {
  const kinds = ['project', 'domain', 'system'] as const;
  return kinds.find((kind) => isObject(token[kind])) ?? 'unscoped';
}

// Keystone refuses the method token for what was delegated: application credentials, trusts, EC2 and OAuth tokens
// (CVE-2026-80182). A method that is not known here is taken for such a one, because tools can use any token as it is.
const exchangeable = ['password', 'token', 'totp', 'mapped', 'openid', 'saml2', 'kerberos', 'external', 'x509'];

function isExchangeable(methods: readonly string[]): boolean {
  return methods.length > 0 && methods.every((method) => exchangeable.includes(method));
}

// A token of an application credential with access rules is not found when it is to be revoked, and one of a trust that
// impersonates has not the right to. Both observed with Keystone 22, and the same in its code of 2026.
function isRevocable(token: Members): boolean {
  const rules = members(token['application_credential'])['access_rules'];
  return list(rules).length === 0 && members(token['OS-TRUST:trust'])['impersonation'] !== true;
}

/** utc returns the moment of an ISO 8601 time stamp; one without a zone is UTC, as an application credential's are. */
export function utc(value: unknown): Date | undefined {
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text(value));
  if (stamp === null) {
    return undefined;
  }
  const [, moment, zone = 'Z'] = stamp;
  const date = new Date(`${moment}${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function named(value: unknown): Named | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const { id, name }: Members = value;
  return text(id) === '' && text(name) === '' ? undefined : { id: text(id), name: text(name) };
}
