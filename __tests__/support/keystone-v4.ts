import { list, type Members, members, text } from '../../src/keystone/json.ts';
import { type KeySet, verifyIdToken } from './id-token.ts';
import { type Asked, type Given, type IdentityServer, newToken, serveIdentity, times } from './identity-server.ts';

/**
 * What Keystone v4 has been told, in the form of its API: one identity provider and the ruleset of its mapping.
 * Source: openstack-experimental/keystone 34d5fb9d, crates/api-types/src/federation/identity_provider.rs and
 * crates/api-types/src/v4/mapping/ruleset.rs.
 */
export interface KeystoneV4Options {
  readonly provider: Members;
  readonly ruleset: Members;
  /** What is at the provider's `jwks_url`. */
  readonly keys: KeySet;
}

/**
 * serveKeystoneV4 serves Keystone v4's workload federation, as crates/keystone/src/federation/api/jwt.rs has it (requests,
 * order of the checks, answers; error.rs and crates/api-types/src/error_conv.rs for the errors;
 * crates/api-types/src/v3/auth/token.rs for the body).
 */
export function serveKeystoneV4({ provider, ruleset, keys }: KeystoneV4Options): Promise<IdentityServer> {
  const id = text(members(ruleset['source'])['idp_id']);
  return serveIdentity(({ line, headers }) => {
    const [, asked] = /^POST \/v4\/federation\/identity_providers\/([^/]+)\/jwt$/.exec(line) ?? [];
    if (asked === undefined) {
      return { status: 404 };
    }
    const [, token] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) {
      return refused(400, '`bearer` token is missing in the `Authorization` header..');
    }
    if (asked !== id) {
      return refused(404, `could not find identity provider: ${asked}`);
    }
    const claims = verifyIdToken(token, keys, text(provider['bound_issuer']));
    if (typeof claims === 'string') {
      return refused(400, `JWT verification error: ${claims}.`);
    }
    const rule = ruleFor(claims, ruleset, headers['openstack-mapping']);
    return rule === undefined
      ? refused(500, 'internal server error: no matching rule found for the provided claims')
      : { status: 200, token: newToken(), body: tokenFor(rule, claims) };
  });
}

function refused(code: number, message: string): Given {
  return { status: code, body: { error: { code, message } } };
}

/** The rule that fits, the one that is hinted at before the others. */
function ruleFor(claims: Members, ruleset: Members, hint: Asked['headers'][string]): Members | undefined {
  const rules = list(ruleset['rules']).map(members);
  const hinted = rules.filter(({ name }) => name === hint);
  return [...hinted, ...rules].find(({ match }) =>
    list(members(match)['all_of'])
      .map((condition) => members(members(condition)['equals']))
      .every(({ claim, value }) => String(claims[text(claim)]) === value),
  );
}

function tokenFor({ identity, authorizations }: Members, claims: Members): object {
  const name = text(members(identity)['user_name']).replaceAll(/\$\{claims\.(\w+)\}/g, (_, claim) =>
    text(claims[claim]),
  );
  const [authorization] = list(authorizations).map(members);
  return {
    token: {
      audit_ids: ['m1Vk3lQeS5GqXcfiBVBxcQ'],
      methods: ['mapped'],
      ...times(),
      user: { id: '6b1f0f9d', name, domain: { id: 'd1', name: 'Default' }, password_expires_at: null },
      project: {
        id: authorization?.['project_id'],
        name: 'production',
        domain: { id: authorization?.['project_domain_id'], name: 'Default' },
      },
      roles: authorization?.['roles'],
      catalog: [],
    },
  };
}
