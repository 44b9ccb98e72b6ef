import { at } from './client.ts';
import type { Keystone, KeystoneOptions } from './server.ts';

/** What makes a Keystone trust an issuer of ID tokens under the name `github`. */
export interface Federation {
  /** What the Keystone is started with. */
  readonly options: Required<Pick<KeystoneOptions, 'packages' | 'conf' | 'apache'>>;
  /** establish lets every job be a member of the project production. */
  establish(keystone: Keystone): Promise<void>;
}

/**
 * federation returns what makes a Keystone trust an issuer, whose key set is where GitHub has its own. `caFile` is the
 * path of the certificate authority behind it, readable by the web server; without it, the system's are trusted.
 */
export function federation(issuer: string, caFile?: string): Federation {
  return {
    options: {
      packages: ['libapache2-mod-auth-openidc'],
      conf: { openid: { remote_id_attribute: 'OIDC-iss' } },
      apache: (origin) => `
        LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
        OIDCOAuthVerifyJwksUri ${issuer}/.well-known/jwks
        ${caFile === undefined ? '' : `OIDCCABundlePath ${caFile}`}
        OIDCClaimPrefix OIDC-
        <Location /v3/OS-FEDERATION/identity_providers/github/protocols/openid/auth>
          AuthType oauth20
          AuthName github
          OIDCPassClaimsAs environment
          <RequireAll>
            Require claim iss:${issuer}
            Require claim aud:${origin}
          </RequireAll>
        </Location>`,
    },
    establish: (keystone) => establish(keystone, issuer),
  };
}

async function establish({ admin, projects }: Keystone, issuer: string): Promise<void> {
  const { body: group } = await admin.api('POST', '/groups', { group: { name: 'jobs', domain_id: 'users' } });
  const id = String(at(group, 'group', 'id'));
  const { body: roles } = await admin.api('GET', '/roles?name=member');
  const [role] = Object(roles).roles;
  await admin.api('PUT', `/projects/${projects.production.id}/groups/${id}/roles/${role.id}`);
  const rule = { local: [{ user: { name: '{0}' }, group: { id } }], remote: [{ type: 'OIDC-repository' }] };
  await admin.api('PUT', '/OS-FEDERATION/mappings/github', { mapping: { rules: [rule] } });
  await admin.api('PUT', '/OS-FEDERATION/identity_providers/github', {
    identity_provider: { enabled: true, domain_id: 'users', remote_ids: [issuer] },
  });
  await admin.api('PUT', '/OS-FEDERATION/identity_providers/github/protocols/openid', {
    protocol: { mapping_id: 'github' },
  });
}
