import { type Case, entry, own, resolved, url, who } from './case.ts';

const withoutRegion = {
  because: 'where the URL has no region, the catalogue says better which there is',
  ours: { region_name: '' },
};

function byName(profile: string): Case {
  return {
    name: `the profile ${profile}`,
    files: entry(`profile: ${profile}, auth: {username: jo, password: pw, project_id: p}`),
  };
}

export const profileCases: readonly Case[] = [
  // Profiles
  { name: 'a built-in profile', files: entry(`profile: elastx, region_name: R, ${who}`) },
  { name: 'a built-in profile, formerly: cloud', files: entry(`cloud: elastx, region_name: R, ${who}`) },
  {
    name: 'a built-in profile with domains',
    files: entry(`profile: auro, region_name: R, auth: {username: jo, password: pw, project_name: p}`),
  },
  {
    name: 'a built-in profile whose URL has no region',
    files: entry(`profile: elastx, ${who}`),
    differs: withoutRegion,
  },
  { name: 'a built-in profile and its first region', files: entry(`profile: otc, ${who}`) },
  { name: 'a built-in profile and another region', files: entry(`profile: otc, ${who}`), region: 'eu-nl' },
  { name: 'a built-in profile and a region_name', files: entry(`profile: otc, ${who}, region_name: eu-nl`) },
  {
    name: 'a built-in profile and regions of one’s own',
    files: entry(`profile: citycloud, ${who}, regions: [Kna1, Sto2]`),
  },
  { name: 'a built-in profile with networks', files: entry(`profile: limestonenetworks, ${who}`), region: 'us-slc' },
  {
    name: 'the entry beats the profile',
    files: entry(
      `profile: auro, region_name: R, auth: {auth_url: "${url}", username: jo, password: pw, user_domain_name: U}`,
    ),
  },
  {
    name: 'null under auth takes the profile’s value away',
    files: entry(`profile: auro, region_name: R, auth: {username: jo, password: pw, user_domain_name: null}`),
    differs: { because: 'openstacksdk makes the text None of it', ours: { auth: { user_domain_name: undefined } } },
  },
  {
    name: 'a closed cloud',
    files: entry(`profile: unitedstack, ${who}`),
    differs: { because: 'openstacksdk says so too since 1.0', ours: 'cloud-unknown' },
  },
  { name: 'an unknown profile beside a URL', files: entry(`profile: nobody, auth: {${own}}`) },
  { name: 'an unknown profile without a URL', files: entry(`profile: nobody, ${who}`) },
  {
    ...byName('citycloud'),
    differs: {
      because: 'openstacksdk names a first region that is gone',
      ours: { auth: { auth_url: 'https://Kna1.citycloud.com:5000/v3/' }, region_name: 'Kna1' },
    },
  },
  byName('otc'),
  ...['auro', 'dreamcompute', 'elastx', 'entercloudsuite', 'limestonenetworks', 'ovh-us', 'switchengines', 'zetta'].map(
    (profile): Case => ({ ...byName(profile), differs: withoutRegion }),
  ),
  {
    name: 'the profile ovh',
    files: entry(`profile: ovh, auth: {username: jo, password: pw}`),
    differs: {
      because: 'ours is of 2026',
      ours: { auth: { auth_url: 'https://auth.cloud.ovh.net/v3/' }, region_name: '' },
    },
  },
  {
    name: 'the profile catalyst',
    files: entry(`profile: catalyst, auth: {username: jo, password: pw}`),
    differs: {
      because: 'the URL of openstacksdk is one for Identity v2.0',
      ours: {
        auth: {
          auth_url: 'https://api.nz-por-1.catalystcloud.io:5000/v3',
          user_domain_name: 'Default',
          project_domain_name: 'Default',
        },
      },
    },
  },
  {
    name: 'the profile fuga',
    files: entry(`profile: fuga, auth: {username: jo, password: pw}`),
    differs: {
      because: 'the URL of openstacksdk is dead',
      ours: { auth: { auth_url: 'https://core.fuga.cloud:5000/v3' }, region_name: '' },
    },
  },
  {
    name: 'the profile rackspace',
    files: entry(`profile: rackspace, ${who}`),
    differs: { because: 'it speaks Identity v2.0 only', ours: 'cloud-unknown' },
  },
  {
    name: 'a region that a built-in profile does not list',
    files: entry(`profile: otc, ${who}`),
    region: 'eu-xx',
    differs: {
      because: 'the list of a built-in profile may be old',
      ours: resolved(
        {
          auth_url: 'https://iam.eu-xx.otc.t-systems.com/v3',
          username: 'jo',
          password: 'pw',
          user_domain_name: 'D',
        },
        'eu-xx',
      ),
    },
  },
];
