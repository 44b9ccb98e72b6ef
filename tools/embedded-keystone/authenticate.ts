import type { Named } from '../../src/identity.ts';
import { isObject, list, type Members, members, text } from '../../src/keystone/json.ts';
import type { Cloud, Owned, User } from './cloud.ts';
import { expecting, Refusal, unauthorized } from './refusal.ts';

/** What a token is for; nothing, if neither is there. */
export interface Scope {
  readonly project?: Owned;
  readonly domain?: Named;
}

/** A login that was accepted. */
export interface Login {
  readonly methods: readonly string[];
  readonly user: User;
  readonly scope: Scope;
  /** The names of the roles in the scope. */
  readonly roles: readonly string[];
}

const methods = new Map([['password', byPassword]]);

/**
 * authenticate gives the login that a body asks for; it looks at methods, scope, user and roles in Keystone's order.
 * Throws a Refusal. Source: keystone/auth/core.py, keystone/auth/plugins/core.py.
 */
export function authenticate(body: unknown, cloud: Cloud): Login {
  const auth = members(members(body)['auth']);
  const identity = members(auth['identity']);
  const names = list(identity['methods']).map(text);
  const missing = names.find((name) => !(name in identity));
  if (missing !== undefined) {
    throw expecting(missing, 'identity');
  }
  const [name = refuse()] = names;
  const method = methods.get(name);
  if (method === undefined) {
    const message = 'Attempted to authenticate with an unsupported method.';
    throw new Refusal(401, message, { identity: { methods: [...methods.keys()] } });
  }
  const scope = 'scope' in auth ? scopeOf(auth['scope'], cloud) : {};
  const user = method(identity, cloud);
  return { methods: names, user, scope, roles: rolesOf(user, scope) };
}

function byPassword(identity: Members, cloud: Cloud): User {
  const wanted = members(members(identity['password'])['user']);
  const user = find('user', cloud.users, wanted, cloud);
  if (user.password !== wanted['password']) {
    throw unauthorized();
  }
  return user;
}

const scopes = ['system', 'project', 'domain', 'OS-TRUST:trust', 'unscoped'];

function scopeOf(asked: unknown, cloud: Cloud): Scope {
  const [kind, ...others] = scopes.filter((name) => asked === name || (isObject(asked) && name in asked));
  if (kind === undefined || others.length > 0) {
    throw expecting('system, project, domain, OS-TRUST:trust or unscoped', 'scope');
  }
  const wanted = members(members(asked)[kind]);
  switch (kind) {
    case 'project':
      return { project: find('project', cloud.projects, wanted, cloud) };
    case 'domain':
      return { domain: findDomain(wanted, cloud) };
    case 'unscoped':
      return {};
    default:
      throw unauthorized();
  }
}

/** find gives what has the id, or the name in the domain; a name beats an id. */
function find<Thing extends Owned>(kind: string, things: readonly Thing[], wanted: Members, cloud: Cloud): Thing {
  const { id, name, domain } = wanted;
  if (name !== undefined && domain === undefined) {
    throw expecting('domain', kind);
  }
  const owner = name === undefined ? undefined : findDomain(members(domain), cloud);
  const found = things.find((thing) => (owner ? thing.name === name && thing.domain.id === owner.id : thing.id === id));
  return found ?? refuse();
}

function findDomain({ id, name }: Members, { domains }: Cloud): Named {
  return domains.find((domain) => (name === undefined ? domain.id === id : domain.name === name)) ?? refuse();
}

function rolesOf({ roles }: User, { project, domain }: Scope): readonly string[] {
  const target = project ?? domain;
  return target === undefined ? [] : (roles[target.id] ?? refuse());
}

function refuse(): never {
  throw unauthorized();
}
