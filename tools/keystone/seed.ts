/**
 * Who and what every Keystone of ours starts with. To add somebody, add a key and a row; plant.ts does the rest, and
 * the ids are then in `keystone.domains`, `keystone.projects`, `keystone.users` and so on under the same key.
 *
 * Bootstrap has made the domain `users`, the roles (admin implies member, which implies reader), and the user `admin`,
 * who is admin of the project `admin` and of the system.
 */

export type DomainKey = 'users' | 'otc';
export type ProjectKey = 'production' | 'staging' | 'euDe';
export type UserKey =
  | 'deployer'
  | 'auditor'
  | 'nasty'
  | 'disabled'
  | 'roleless'
  | 'domainAdmin'
  | 'systemReader'
  | 'settled'
  | 'passcodeUser'
  | 'twoFactor'
  | 'otcDeployer';
export type ApplicationCredentialKey = 'restricted' | 'unrestricted' | 'withAccessRules';
export type TrustKey = 'delegated' | 'impersonated';
export type RoleName = 'reader' | 'member' | 'admin';

export interface ProjectSeed {
  readonly name: string;
  readonly domain: DomainKey;
}

export interface UserSeed {
  readonly name: string;
  readonly domain: DomainKey;
  readonly password: string;
  readonly enabled?: false;
  /** What a login is for that asks for no scope. */
  readonly defaultProject?: ProjectKey;
  /** The key of the passcodes, base32. */
  readonly totp?: string;
  /** The methods without all of which no login is complete; each list is one way. */
  readonly mfa?: readonly (readonly string[])[];
  readonly roles: readonly Grant[];
}

/** A role on a project, on a domain, or on the whole system. */
export type Grant =
  | { readonly role: RoleName; readonly project: ProjectKey }
  | { readonly role: RoleName; readonly domain: DomainKey }
  | { readonly role: RoleName; readonly system: 'all' };

export interface ApplicationCredentialSeed {
  readonly name: string;
  readonly owner: UserKey;
  readonly project: ProjectKey;
  readonly secret: string;
  readonly unrestricted?: true;
  readonly accessRules?: readonly { readonly service: string; readonly method: string; readonly path: string }[];
}

export interface TrustSeed {
  readonly trustor: UserKey;
  readonly trustee: UserKey;
  readonly project: ProjectKey;
  readonly role: RoleName;
  readonly impersonation: boolean;
}

export interface ServiceSeed {
  readonly type: string;
  readonly name: string;
  /** The URL of a region's endpoint, as Keystone stores it: `$(project_id)s` stands for the token's project. */
  readonly url: (region: string, visibility: 'public' | 'internal') => string;
}

/** VK Cloud's one domain has the id `users` and the name `users`; Open Telekom Cloud's have a name of this form. */
export const domains: Readonly<Record<DomainKey, string>> = {
  users: 'users',
  otc: 'OTC00000000001000000123',
};

export const projects: Readonly<Record<ProjectKey, ProjectSeed>> = {
  production: { name: 'production', domain: 'users' },
  staging: { name: 'staging', domain: 'users' },
  euDe: { name: 'eu-de', domain: 'otc' },
};

export const users: Readonly<Record<UserKey, UserSeed>> = {
  deployer: {
    name: 'deployer',
    domain: 'users',
    password: 'orchard-kettle-41',
    roles: [{ role: 'member', project: 'production' }],
  },
  auditor: {
    name: 'auditor@example.com',
    domain: 'users',
    password: 'lantern-gravel-86',
    roles: [
      { role: 'reader', project: 'production' },
      { role: 'reader', project: 'staging' },
    ],
  },
  nasty: {
    name: "O'Brien",
    domain: 'users',
    password: ` "q' $HOME \${x} $(id) \`w\` \\n\\\\ %25 {b} #! Пароль\t`,
    roles: [{ role: 'member', project: 'production' }],
  },
  disabled: {
    name: 'disabled',
    domain: 'users',
    password: 'pebble-harvest-17',
    enabled: false,
    roles: [{ role: 'member', project: 'production' }],
  },
  roleless: { name: 'roleless', domain: 'users', password: 'walnut-saddle-53', roles: [] },
  domainAdmin: {
    name: 'domain-admin',
    domain: 'users',
    password: 'thimble-quarry-29',
    roles: [{ role: 'admin', domain: 'users' }],
  },
  systemReader: {
    name: 'system-reader',
    domain: 'users',
    password: 'ribbon-anchor-38',
    roles: [{ role: 'reader', system: 'all' }],
  },
  settled: {
    name: 'settled',
    domain: 'users',
    password: 'marble-willow-64',
    defaultProject: 'staging',
    roles: [{ role: 'member', project: 'staging' }],
  },
  passcodeUser: {
    name: 'passcode-user',
    domain: 'users',
    password: 'velvet-harbor-95',
    totp: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    roles: [{ role: 'member', project: 'production' }],
  },
  twoFactor: {
    name: 'two-factor',
    domain: 'users',
    password: 'timber-lantern-27',
    totp: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    mfa: [['password', 'totp']],
    roles: [{ role: 'member', project: 'production' }],
  },
  otcDeployer: {
    name: 'otc-deployer',
    domain: 'otc',
    password: 'copper-meadow-72',
    roles: [{ role: 'member', project: 'euDe' }],
  },
};

export const applicationCredentials: Readonly<Record<ApplicationCredentialKey, ApplicationCredentialSeed>> = {
  restricted: { name: 'ci', owner: 'deployer', project: 'production', secret: 'basket-comet-50' },
  unrestricted: {
    name: 'ci-unrestricted',
    owner: 'deployer',
    project: 'production',
    secret: 'saffron-tunnel-81',
    unrestricted: true,
  },
  withAccessRules: {
    name: 'ci-networks',
    owner: 'deployer',
    project: 'production',
    secret: 'granite-feather-13',
    accessRules: [{ service: 'network', method: 'GET', path: '/v2.0/networks' }],
  },
};

export const trusts: Readonly<Record<TrustKey, TrustSeed>> = {
  delegated: {
    trustor: 'deployer',
    trustee: 'roleless',
    project: 'production',
    role: 'member',
    impersonation: false,
  },
  impersonated: {
    trustor: 'deployer',
    trustee: 'roleless',
    project: 'production',
    role: 'member',
    impersonation: true,
  },
};

export const regions = ['RegionOne', 'RegionTwo'] as const;

/** services gives the catalogue: the identity service under its true URL, the others under names that do not resolve. */
export function services(authUrl: string): readonly ServiceSeed[] {
  const elsewhere =
    (name: string, path: string): ServiceSeed['url'] =>
    (region, visibility) =>
      `https://${name}.${visibility}.${region.toLowerCase()}.example${path}`;
  return [
    { type: 'identity', name: 'keystone', url: () => authUrl },
    { type: 'compute', name: 'nova', url: elsewhere('nova', '/v2.1') },
    { type: 'network', name: 'neutron', url: elsewhere('neutron', '') },
    { type: 'object-store', name: 'swift', url: elsewhere('swift', '/v1/AUTH_$(project_id)s') },
  ];
}
