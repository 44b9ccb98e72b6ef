import { createPublicKey, verify } from 'node:crypto';
import { type Members, members, parseJson, text } from '../../src/keystone/json.ts';

/** A set of keys, as an issuer publishes it. */
export interface KeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** What is wrong with an ID token, by the names of the Rust library that Keystone v4 uses (jsonwebtoken::ErrorKind). */
export type Fault = 'InvalidToken' | 'InvalidAlgorithm' | 'InvalidSignature' | 'ExpiredSignature' | 'InvalidIssuer';

/** verifyIdToken gives what an ID token says, if it is by the issuer and not past its time; else what is wrong with it. */
export function verifyIdToken(token: string, { keys }: KeySet, issuer: string): Members | Fault {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { alg, kid } = decoded(header);
  const claims = decoded(payload);
  if (text(claims['iss']) === '') {
    return 'InvalidToken';
  }
  const key = keys.find((candidate) => candidate['kid'] === kid);
  if (alg !== 'RS256' || key === undefined) {
    return 'InvalidAlgorithm';
  }
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url'))) {
    return 'InvalidSignature';
  }
  if (Number(claims['exp']) * 1000 < Date.now()) {
    return 'ExpiredSignature';
  }
  return claims['iss'] === issuer ? claims : 'InvalidIssuer';
}

function decoded(part: string): Members {
  return members(parseJson(Buffer.from(part, 'base64url').toString()));
}
