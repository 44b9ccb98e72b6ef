import type { Secret } from '../../secret.ts';
import { list, type Members, members, parseJson, text } from '../json.ts';

/** The claims of an ID token that a cloud's rules are about. None of them is secret. */
export const claimNames = [
  'iss',
  'aud',
  'sub',
  'repository',
  'repository_id',
  'repository_owner_id',
  'ref',
  'environment',
  'job_workflow_ref',
  'event_name',
] as const;

/** The name of such a claim. */
export type ClaimName = (typeof claimNames)[number];

/**
 * claimsOf returns those claims of an assertion, in order; none if it is no JWT. Nothing is verified: that is the cloud's
 * part, and this is only shown. Source: RFC 7519 §3.
 */
export function claimsOf(assertion: Secret): readonly (readonly [ClaimName, string])[] {
  const claims = payloadOf(assertion);
  return claimNames.flatMap((name) => {
    const value = shown(claims[name]);
    return value === '' ? [] : [[name, value] as const];
  });
}

/** expiryOf returns the moment at which an assertion ends, if it says so. */
export function expiryOf(assertion: Secret): Date | undefined {
  const { exp } = payloadOf(assertion);
  const end = new Date(typeof exp === 'number' ? exp * 1000 : Number.NaN);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

function payloadOf(assertion: Secret): Members {
  const [, payload = ''] = assertion.reveal().split('.');
  return members(parseJson(Buffer.from(payload, 'base64url').toString()));
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : text(value) || list(value).map(text).join(', ');
}
