import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimNames, claimsOf, expiryOf } from '../../../src/keystone/federation/claims.ts';
import { Secret } from '../../../src/secret.ts';
import { sampleClaims } from '../../../tools/github-oidc.ts';

function jwt(payload: unknown): Secret {
  return new Secret(`eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`);
}

test('gives the claims that a cloud’s rules are about, and no other', () => {
  const payload = { ...sampleClaims, iss: 'https://issuer.example', aud: 'https://cloud.example', jti: 'secret' };
  expect(claimsOf(jwt(payload))).toEqual([
    ['iss', 'https://issuer.example'],
    ['aud', 'https://cloud.example'],
    ['sub', 'repo:octo-org@65/octo-repo@74:environment:production'],
    ['repository', 'octo-org/octo-repo'],
    ['repository_id', '74'],
    ['repository_owner_id', '65'],
    ['ref', 'refs/heads/main'],
    ['environment', 'production'],
    ['job_workflow_ref', 'octo-org/octo-automation/.github/workflows/deploy.yml@refs/heads/main'],
    ['event_name', 'workflow_dispatch'],
  ]);
});

test('other providers write numbers as numbers, and several audiences as a list', () => {
  expect(claimsOf(jwt({ aud: ['a', 'b'], repository_id: 74, sub: { not: 'shown' }, ref: null }))).toEqual([
    ['aud', 'a, b'],
    ['repository_id', '74'],
  ]);
});

test.each([
  [1_800_000_000, new Date(1_800_000_000_000)],
  ['1800000000', undefined],
  [1e300, undefined],
  [undefined, undefined],
])('expires at %s', (exp, end) => {
  expect(expiryOf(jwt({ exp }))).toEqual(end);
});

test('nothing that is no JWT has claims, and none is a surprise', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => `a.${Buffer.from(text).toString('base64url')}.b`),
      ),
      (text) => {
        const claims = claimsOf(new Secret(text));
        expiryOf(new Secret(text));
        return claims.every(([name, value]) => claimNames.includes(name) && typeof value === 'string' && value !== '');
      },
    ),
  );
});
