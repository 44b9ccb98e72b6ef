import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RequestVariables, startGitHubOidc } from '../../tools/github-oidc.ts';
import { at } from '../../tools/keystone/client.ts';
import type { Keystone, KeystoneOptions } from '../../tools/keystone/server.ts';

/** A stand-in for GitHub's issuer, and what makes a Keystone trust it under the name `github`. */
export interface Federation extends AsyncDisposable {
  readonly options: Required<Pick<KeystoneOptions, 'packages' | 'conf' | 'apache'>>;
  /** establish lets every job be a member of the project production. */
  establish(keystone: Keystone): Promise<void>;
  /** job gives the variables by which a job gets its ID token. */
  job(): RequestVariables;
}

/** startFederation starts one; the Keystone is then started with its options. */
export async function startFederation(): Promise<Federation> {
  const github = await startGitHubOidc();
  const directory = mkdtempSync(join(tmpdir(), 'federation-'));
  // The web server's account must be able to read it.
  const caFile = `${directory}.pem`;
  writeFileSync(caFile, github.ca, { mode: 0o644 });
  return {
    options: {
      packages: ['libapache2-mod-auth-openidc'],
      conf: { openid: { remote_id_attribute: 'OIDC-iss' } },
      apache: () => `
        LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
        OIDCOAuthVerifyJwksUri ${github.issuer}/.well-known/jwks
        OIDCCABundlePath ${caFile}
        OIDCClaimPrefix OIDC-
        <Location /v3/OS-FEDERATION/identity_providers/github/protocols/openid/auth>
          AuthType oauth20
          AuthName github
          OIDCPassClaimsAs environment
          Require claim iss:${github.issuer}
        </Location>`,
    },
    establish: (keystone) => establish(keystone, github.issuer),
    job: () => github.job(),
    [Symbol.asyncDispose]: async () => {
      await github.stop();
      rmSync(caFile);
      rmSync(directory, { recursive: true });
    },
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
