import type { Named } from '../../src/identity.ts';
import type { Owned } from '../embedded-keystone/cloud.ts';
import { at, type KeystoneClient } from './client.ts';
import * as seed from './seed.ts';

export interface User extends Owned {
  readonly password: string;
}

/** What Keystone was seeded with, and under which ids. */
export interface Planted {
  readonly domains: Readonly<Record<seed.DomainKey, Named>>;
  readonly projects: Readonly<Record<seed.ProjectKey, Owned>>;
  readonly users: Readonly<Record<seed.UserKey, User>>;
  readonly applicationCredentials: Readonly<Record<seed.ApplicationCredentialKey, ApplicationCredential>>;
  readonly trusts: Readonly<Record<seed.TrustKey, { readonly id: string }>>;
}

export interface ApplicationCredential extends Named {
  readonly secret: string;
  readonly owner: User;
  readonly project: Owned;
}

/** plant puts the seed into a Keystone that is bootstrapped and nothing more. */
export async function plant(admin: KeystoneClient, authUrl: string): Promise<Planted> {
  const [domains, roleId] = await Promise.all([
    plantDomains(admin),
    rolesByName(admin),
    plantCatalogue(admin, authUrl),
  ]);

  const projects = await every(seed.projects, async ({ name, domain }) => {
    const { id } = await create(admin, 'project', { name, domain_id: domains[domain].id });
    return { id, name, domain: domains[domain] };
  });

  const placeOf = (grant: seed.Grant): string => {
    if ('system' in grant) {
      return 'system';
    }
    return 'project' in grant ? `projects/${projects[grant.project].id}` : `domains/${domains[grant.domain].id}`;
  };
  const users = await every(seed.users, async (user) => {
    const { name, domain, password, enabled = true, defaultProject, totp, mfa, roles } = user;
    const { id } = await create(admin, 'user', {
      name,
      domain_id: domains[domain].id,
      password,
      enabled,
      ...(defaultProject && { default_project_id: projects[defaultProject].id }),
      ...(mfa && { options: { multi_factor_auth_enabled: true, multi_factor_auth_rules: mfa } }),
    });
    for (const grant of roles) {
      await admin.api('PUT', `/${placeOf(grant)}/users/${id}/roles/${roleId(grant.role)}`);
    }
    if (totp !== undefined) {
      await create(admin, 'credential', { type: 'totp', user_id: id, blob: totp });
    }
    return { id, name, domain: domains[domain], password };
  });

  const loggedIn = async (user: User, project: Owned): Promise<KeystoneClient> =>
    admin.withToken(
      await admin.tokenFor({
        identity: { methods: ['password'], password: { user: { id: user.id, password: user.password } } },
        scope: { project: { id: project.id } },
      }),
    );
  const [applicationCredentials, trusts] = await Promise.all([
    every(seed.applicationCredentials, async ({ name, owner, project, secret, unrestricted = false, accessRules }) => {
      const client = await loggedIn(users[owner], projects[project]);
      const { body } = await client.api('POST', `/users/${users[owner].id}/application_credentials`, {
        application_credential: { name, secret, unrestricted, ...(accessRules && { access_rules: accessRules }) },
      });
      const id = String(at(body, 'application_credential', 'id'));
      return { id, name, secret, owner: users[owner], project: projects[project] };
    }),
    every(seed.trusts, async ({ trustor, trustee, project, role, impersonation }) => {
      const client = await loggedIn(users[trustor], projects[project]);
      const { body } = await client.api('POST', '/OS-TRUST/trusts', {
        trust: {
          trustor_user_id: users[trustor].id,
          trustee_user_id: users[trustee].id,
          project_id: projects[project].id,
          roles: [{ id: roleId(role) }],
          impersonation,
        },
      });
      return { id: String(at(body, 'trust', 'id')) };
    }),
  ]);

  return { domains, projects, users, applicationCredentials, trusts };
}

/** Bootstrap calls the default domain `Default` and lets nobody choose. */
async function plantDomains(admin: KeystoneClient): Promise<Planted['domains']> {
  return every(seed.domains, async (name) => {
    if (name === seed.domains.users) {
      await admin.api('PATCH', '/domains/users', { domain: { name } });
      return { id: 'users', name };
    }
    return { ...(await create(admin, 'domain', { name })), name };
  });
}

async function rolesByName(admin: KeystoneClient): Promise<(name: seed.RoleName) => string> {
  const { body } = await admin.api('GET', '/roles');
  const roles = at(body, 'roles');
  return (name) => {
    const role = Array.isArray(roles) && roles.find((candidate) => at(candidate, 'name') === name);
    return String(at(role, 'id'));
  };
}

async function plantCatalogue(admin: KeystoneClient, authUrl: string): Promise<void> {
  await Promise.all(seed.regions.map((id) => create(admin, 'region', { id })));
  await Promise.all(
    seed.services(authUrl).map(async ({ type, name, url }) => {
      const service = await create(admin, 'service', { type, name });
      for (const region of seed.regions) {
        for (const visibility of ['public', 'internal'] as const) {
          await create(admin, 'endpoint', {
            service_id: service.id,
            region_id: region,
            interface: visibility,
            url: url(region, visibility),
          });
        }
      }
    }),
  );
}

async function create(admin: KeystoneClient, kind: string, properties: object): Promise<{ readonly id: string }> {
  const { body } = await admin.api('POST', `/${kind}s`, { [kind]: properties });
  return { id: String(at(body, kind, 'id')) };
}

/** every gives a record with the same keys as rows, and what `one` made of each row. */
async function every<Key extends string, Row, Result>(
  rows: Readonly<Record<Key, Row>>,
  one: (row: Row) => Promise<Result>,
): Promise<Record<Key, Result>> {
  const entries = await Promise.all(
    Object.entries<Row>(rows).map(async ([key, row]) => [key, await one(row)] as const),
  );
  return Object.fromEntries(entries) as Record<Key, Result>;
}
