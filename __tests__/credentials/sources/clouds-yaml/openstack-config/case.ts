/** Files and variables, and what is asked of them. `$HOME` stands for the user's home; other paths are relative. */
export interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cloud?: string;
  readonly region?: string;
  /** Where we differ from openstacksdk on purpose: why, and what is other; a text is the code of our failure. */
  readonly differs?: { readonly because: string; readonly ours: Difference | string };
}

/** What openstack.config resolves, in its own words, or the class of its error. */
export type Resolved = ({ readonly auth: Members } & Members) | { readonly error: string };

type Members = Readonly<Record<string, unknown>>;
type Difference = { readonly auth?: Members } & Members;

export const url = 'https://cloud.example:5000/v3';
export const own = `auth_url: "${url}", username: jo, password: pw`;

/** A clouds.yaml whose one cloud has more under `auth` than URL, user and password, and more beside it. */
export function one(auth: string, beside = 'region_name: R'): Case['files'] {
  return { 'clouds.yaml': `clouds: {a: {auth: {${own}, ${auth}}, ${beside}}}` };
}

/** A clouds.yaml whose one cloud is written out. */
export function entry(settings: string): Case['files'] {
  return { 'clouds.yaml': `clouds: {a: {${settings}}}` };
}

export const who = 'auth: {username: jo, password: pw, user_domain_name: D}';
export const regions = `regions: [R1, {name: R2, values: {interface: internal, auth: {project_id: p2}}}, {name: R3}]`;

/** What openstack.config would give of a cloud with these under `auth`, in this region, all else by default. */
export function resolved(auth: Members, region: string): Difference {
  return { auth, auth_type: 'password', interface: 'public', region_name: region, verify: true, cert: null };
}
