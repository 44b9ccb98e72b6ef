import { type Case, entry, one, own, regions, resolved, url, who } from './case.ts';

const path = '$HOME/.config/openstack';

export const fileCases: readonly Case[] = [
  // clouds-public.yaml
  {
    name: 'a profile of clouds-public.yaml',
    files: {
      ...entry(`profile: corp, ${who}`),
      'clouds-public.yaml': `public-clouds: {corp: {auth: {auth_url: "${url}", project_domain_name: C}, interface: internal, regions: [C1, C2]}}`,
    },
    region: 'C2',
  },
  {
    name: 'clouds-public.yaml beats what is built in',
    files: {
      ...entry(`profile: otc, ${who}`),
      'clouds-public.yml': `public-clouds: {otc: {auth: {auth_url: "${url}"}}}`,
    },
    differs: {
      because: 'a checkout could send the password elsewhere',
      ours: { auth: { auth_url: 'https://iam.eu-de.otc.t-systems.com/v3' }, region_name: 'eu-de' },
    },
  },
  {
    name: 'clouds-public.json below the home',
    files: {
      ...entry(`profile: corp, ${who}`),
      [`${path}/clouds-public.json`]: `{"public-clouds": {"corp": {"auth": {"auth_url": "${url}"}, "region_name": "C1"}}}`,
    },
  },
  {
    name: 'a region that a profile of clouds-public.yaml does not list',
    files: {
      ...entry(`profile: corp, ${who}`),
      'clouds-public.yaml': `public-clouds: {corp: {auth: {auth_url: "${url}"}, regions: [C1, C2]}}`,
    },
    region: 'C3',
  },

  // secure.yaml
  {
    name: 'a password of secure.yaml',
    files: {
      ...entry(`auth: {auth_url: "${url}", username: jo}`),
      'secure.yaml': 'clouds: {a: {auth: {password: secret}}}',
    },
  },
  {
    name: 'secure.yaml beats clouds.yaml',
    files: {
      ...one('project_id: p'),
      'secure.yml': 'clouds: {a: {auth: {password: secret, project_id: q}, region_name: S}}',
    },
  },
  {
    name: 'secure.yaml merges mappings and replaces lists',
    files: { ...one('project_id: p', regions), 'secure.json': '{"clouds": {"a": {"regions": ["S1"]}}}' },
  },
  {
    name: 'secure.yaml elsewhere',
    files: { ...one('project_id: p'), [`${path}/secure.yaml`]: 'clouds: {a: {auth: {password: secret}}}' },
  },
  {
    name: 'OS_CLIENT_SECURE_FILE',
    files: {
      ...one('project_id: p'),
      '$HOME/s.yaml': 'clouds: {a: {auth: {password: secret}}}',
      'secure.yaml': 'clouds: {a: {auth: {password: no}}}',
    },
    env: { OS_CLIENT_SECURE_FILE: '$HOME/s.yaml' },
  },
  { name: 'secure.yaml alone', files: { 'secure.yaml': `clouds: {a: {auth: {${own}}}}` } },
  {
    name: 'a cloud that only secure.yaml has',
    files: { ...one('project_id: p'), 'secure.yaml': `clouds: {b: {auth: {${own}}}}` },
    cloud: 'b',
  },
  { name: 'an empty secure.yaml', files: { ...one('project_id: p'), 'secure.yaml': '# later\n' } },
  {
    name: 'a profile in clouds.yaml, the rest in secure.yaml',
    files: { ...entry('profile: otc, region_name: eu-nl'), 'secure.yaml': `clouds: {a: {${who}}}` },
  },

  // Where the files are
  {
    name: 'the working directory first',
    files: { ...one('project_id: p'), [`${path}/clouds.yaml`]: `clouds: {a: {auth: {${own}, project_id: q}}}` },
  },
  {
    name: '.yaml before .yml',
    files: { ...one('project_id: p'), 'clouds.yml': `clouds: {a: {auth: {${own}, project_id: q}}}` },
  },
  { name: '~/.config/openstack', files: { [`${path}/clouds.yaml`]: `clouds: {a: {auth: {${own}, project_id: q}}}` } },
  {
    name: 'XDG_CONFIG_HOME',
    files: {
      '$HOME/x/openstack/clouds.yml': `clouds: {a: {auth: {${own}}}}`,
      [`${path}/clouds.yaml`]: 'clouds: {b: {}}',
    },
    env: { XDG_CONFIG_HOME: '$HOME/x' },
  },
  {
    name: 'XDG_CONFIG_DIRS',
    files: { '$HOME/x/openstack/clouds.yaml': `clouds: {a: {auth: {${own}}}}` },
    env: { XDG_CONFIG_DIRS: '$HOME/x' },
  },
  {
    name: 'OS_CLIENT_CONFIG_FILE',
    files: { '$HOME/c/x.yaml': `clouds: {a: {auth: {${own}}}}`, ...one('project_id: p') },
    env: { OS_CLIENT_CONFIG_FILE: '$HOME/c/x.yaml' },
  },
  {
    name: 'an OS_CLIENT_CONFIG_FILE that is not there',
    files: one('project_id: p'),
    env: { OS_CLIENT_CONFIG_FILE: '$HOME/c/x.yaml' },
  },

  // Which cloud
  { name: 'one of two', files: { 'clouds.yaml': `clouds: {a: {}, b: {auth: {${own}}}}` }, cloud: 'b' },
  { name: 'OS_CLOUD', files: { 'clouds.yaml': `clouds: {a: {}, b: {auth: {${own}}}}` }, env: { OS_CLOUD: 'b' } },
  { name: 'a cloud that is not there', files: { 'clouds.yaml': `clouds: {a: {}, b: {}}` }, cloud: 'c' },
  {
    name: 'two clouds, and no word which',
    files: { 'clouds.yaml': `clouds: {a: {auth: {${own}}}, b: {auth: {${own}}}}` },
  },
  {
    name: 'a name with blanks and a dash',
    files: { 'clouds.yaml': `clouds: {"my cloud-1_x": {auth: {${own}}}}` },
    cloud: 'my cloud-1_x',
  },
  {
    name: 'a built-in profile by its name alone',
    files: {},
    cloud: 'elastx',
    differs: {
      because: 'openstacksdk wants a clouds.yaml that names the profile',
      ours: resolved({ auth_url: 'https://ops.elastx.cloud:5000/v3' }, ''),
    },
  },
];
