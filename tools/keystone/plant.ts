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

  const users = await every(seed.users, async ({ name, domain, password, enabled = true, roles }) => {
    const { id } = await create(admin, 'user', { name, domain_id: domains[domain].id, password, enabled });
    for (const grant of roles) {
      const place =
        'project' in grant ? `projects/${projects[grant.project].id}` : `domains/${domains[grant.domain].id}`;
      await admin.api('PUT', `/${place}/users/${id}/roles/${roleId(grant.role)}`);
    }
    return { id, name, domain: domains[domain], password };
  });

  return { domains, projects, users };
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
