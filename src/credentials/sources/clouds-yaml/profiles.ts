import { Failure } from '../../../failure.ts';
import type { Mapping, Value } from './tree.ts';

/** A cloud whose Identity endpoint is public knowledge. */
interface Profile {
  /** Versioned or not; `{region_name}` stands for the region. */
  readonly url: string;
  /** Those that the URL may have; the first is the default. Elsewhere the catalogue says which regions there are. */
  readonly regions?: readonly string[];
  /** The name of the domain that users and projects are in, where it is the same for all. */
  readonly domain?: string;
}

// The names are openstacksdk's where it has one. docs/clouds/README.md is the table for users; a test keeps the two in step.
const profiles: { readonly [name: string]: Profile } = {
  // openstacksdk, openstack/config/vendors/<name>.json
  auro: { url: 'https://api.van2.auro.io:5000/v3', domain: 'Default' },
  dreamcompute: { url: 'https://iad2.dream.io:5000' },
  elastx: { url: 'https://ops.elastx.cloud:5000/v3' },
  entercloudsuite: { url: 'https://api.entercloudsuite.com/' },
  limestonenetworks: { url: 'https://auth.cloud.lstn.net:5000/v3' },
  otc: { url: 'https://iam.{region_name}.otc.t-systems.com/v3', regions: ['eu-de', 'eu-nl'] },
  'ovh-us': { url: 'https://auth.cloud.ovh.us/', domain: 'Default' },
  switchcloud: { url: 'https://identity.compute.cloud.switch.ch/v3' },
  switchengines: { url: 'https://keystone.cloud.switch.ch:5000/v3' },
  zetta: { url: 'https://identity.api.zetta.io/v3' },

  // openstacksdk's URL lacks the scheme.
  'otc-swiss': { url: 'https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3' },
  // openstacksdk's URL is dead. Cyso Cloud's documentation.
  fuga: { url: 'https://core.fuga.cloud:5000/v3', domain: 'Default' },
  'fuga-ams': { url: 'https://identity.api.ams.fuga.cloud:443/v3', domain: 'Default' },
  // openstacksdk has no domain. binerogroup/documentation, openstack-terminal-client
  binero: { url: 'https://auth.binero.cloud:5000/v3', domain: 'default' },
  // openstacksdk has regions that are gone. citynetwork/docs, reference/features/public
  citycloud: { url: 'https://{region_name}.citycloud.com:5000/v3/', regions: ['Kna1', 'Sto2', 'Fra1'] },
  // openstacksdk's URL is for Identity v2.0, and its second region is gone. docs.catalystcloud.nz
  catalyst: {
    url: 'https://api.{region_name}.catalystcloud.io:5000/v3',
    regions: ['nz-por-1', 'nz-hlz-1'],
    domain: 'Default',
  },
  // openstacksdk's regions are those of the older platform, which speaks Identity v2.0. doc.conoha.jp
  conoha: { url: 'https://identity.{region_name}.conoha.io/v3', regions: ['c3j1'] },
  // In openstacksdk these are fetched from the cloud's site. docs.ovhcloud.com, vexxhost.com/resources
  ovh: { url: 'https://auth.cloud.ovh.net/v3/', domain: 'Default' },
  vexxhost: { url: 'https://auth.vexxhost.net/v3/', domain: 'Default' },

  // Chameleon: the openrc files its sites give.
  'chameleon-edge': { url: 'https://chi.edge.chameleoncloud.org:5000/v3' },
  'chameleon-kvm-tacc': { url: 'https://kvm.tacc.chameleoncloud.org:5000/v3' },
  'chameleon-tacc': { url: 'https://chi.tacc.chameleoncloud.org:5000/v3' },
  'chameleon-uc': { url: 'https://chi.uc.chameleoncloud.org:5000/v3' },
  // cleura.cloud
  'cleura-c2': { url: 'https://identity.c2.citycloud.com:5000/v3' },
  // CSCfi/csc-user-guide, docs/cloud/pouta
  'csc-pouta': { url: 'https://pouta.csc.fi:5001/v3', domain: 'Default' },
  // FlexibleEngineCloud/fe-ressources example.rc
  flexibleengine: {
    url: 'https://iam.{region_name}.prod-cloud-ocb.orange-business.com/v3',
    regions: ['eu-west-0', 'as-south-0'],
  },
  // support.huaweicloud.com/intl/en-us/api-iam/iam_01_0001.html: every IAM call works at the global endpoint.
  huaweicloud: { url: 'https://iam.myhuaweicloud.com/v3' },
  'huaweicloud-eu': { url: 'https://iam.eu-west-101.myhuaweicloud.eu/v3' },
  // docs.infomaniak.cloud; Swiss Backup: Duplicati's list of OpenStack providers
  'infomaniak-pub1': { url: 'https://api.pub1.infomaniak.cloud/identity/v3', domain: 'Default' },
  'infomaniak-pub2': { url: 'https://api.pub2.infomaniak.cloud/identity/v3', domain: 'Default' },
  'infomaniak-swiss-backup': { url: 'https://swiss-backup.infomaniak.com/identity/v3', domain: 'Default' },
  'infomaniak-swiss-backup02': { url: 'https://swiss-backup02.infomaniak.com/identity/v3', domain: 'Default' },
  'infomaniak-swiss-backup03': { url: 'https://swiss-backup03.infomaniak.com/identity/v3', domain: 'Default' },
  'infomaniak-swiss-backup04': { url: 'https://swiss-backup04.infomaniak.com/identity/v3', domain: 'Default' },
  // docs.jetstream-cloud.org
  jetstream2: { url: 'https://js2.jetstream-cloud.org:5000/v3/' },
  // NeCTAR-RC/tutorials, _application-credentials/03
  nectar: { url: 'https://identity.rc.nectar.org.au/v3/', domain: 'Default' },
  // docs.nrec.no
  nrec: { url: 'https://api.nrec.no:5000/v3', domain: 'dataporten' },
  // Rackspace Flex: docs.rackspacecloud.com
  'rackspace-dfw3': {
    url: 'https://keystone.api.dfw3.rackspacecloud.com/v3',
    domain: 'rackspace_cloud_domain',
  },
  'rackspace-iad3': {
    url: 'https://keystone.api.iad3.rackspacecloud.com/v3',
    domain: 'rackspace_cloud_domain',
  },
  'rackspace-sjc3': {
    url: 'https://keystone.api.sjc3.rackspacecloud.com/v3',
    domain: 'rackspace_cloud_domain',
  },
  // safespring/docs, content/compute/app-creds; the domain is the organization's.
  'safespring-sto1': { url: 'https://v2.dashboard.sto1.safedc.net:5000/v3' },
  // docs.selectel.ru/en/api/authorization: the domain is the account's number.
  selectel: { url: 'https://cloud.api.selcloud.ru/identity/v3' },
  // vk-cs/docs-public, terraform/reference/configuration.md
  vkcloud: { url: 'https://infra.mail.ru:5000/v3/', domain: 'users' },
  'vkcloud-kz': { url: 'https://kz.infra.mail.ru:5000/v3/', domain: 'users' },
};

/** Why openstacksdk's other profiles give no token. */
const closed: { readonly [name: string]: string } = {
  betacloud: 'the cloud has ceased business',
  ibmcloud: 'the cloud has been shut down',
  internap: 'the cloud has been shut down; its company is now HorizonIQ',
  rackspace: 'it speaks Identity v2.0 only; for Rackspace Flex, take rackspace-dfw3, rackspace-iad3 or rackspace-sjc3',
  ultimum: 'the cloud has ceased business',
  unitedstack: 'the cloud has been shut down',
};

/** What openstacksdk's profiles `ovh` and `vexxhost` refer to, as a clouds.yaml may do too. */
const remote: { readonly [url: string]: string } = {
  'https://ovhcloud.com': 'ovh',
  'https://vexxhost.com': 'vexxhost',
};

/** builtInNames are the names of the profiles that can be used. */
export const builtInNames: readonly string[] = Object.keys(profiles).sort();

/** isBuiltIn returns whether a name is that of a profile here, or of one that openstacksdk fetches and that is here. */
export function isBuiltIn(name: string): boolean {
  return builtInNames.includes(name) || lookUp(remote, name.replace(/\/$/, '')) !== undefined;
}

/**
 * builtInProfile returns the settings of a well-known cloud, as a clouds.yaml would have them, or undefined.
 * Throws `cloud-unknown` if the cloud is closed.
 */
export function builtInProfile(name: string): Mapping | undefined {
  const reason = lookUp(closed, name);
  if (reason !== undefined) {
    throw new Failure('cloud-unknown', { message: `The profile ${name} cannot be used: ${reason}.` });
  }
  const canonical = lookUp(remote, name.replace(/\/$/, '')) ?? name;
  const profile = lookUp(profiles, canonical);
  return profile && mapping(profile, `built-in profile ${canonical}`);
}

function lookUp<Entry>(table: { readonly [name: string]: Entry }, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function mapping({ url, domain, regions }: Profile, from: string): Mapping {
  const leaf = (text: string): Value => ({ text, from });
  const auth = new Map([['auth-url', leaf(url)]]);
  if (domain !== undefined) {
    auth.set('user-domain-name', leaf(domain)).set('project-domain-name', leaf(domain));
  }
  return new Map<string, Value>([
    ['auth', auth],
    ['regions', regions?.map(leaf) ?? null],
  ]);
}
