import { describe, expect, test } from '@jest/globals';
import { resolve, surroundings } from './surroundings.ts';

// What lies in the workspace may be anybody's: a checkout must not say where a credential goes.

const theirs = 'https://theirs.example/v3';
const ours = 'https://ours.example/v3';
const builtIn = 'https://iam.eu-de.otc.t-systems.com/v3';
const entry = (url: string): string => `auth: {auth_url: "${url}", username: jo, password: pw}`;
const clouds = (url: string, name = 'otc'): string => `clouds: {${name}: {${entry(url)}}}`;
const profiles = (url: string, name = 'otc'): string => `public-clouds: {${name}: {${entry(url)}}}`;

describe('a built-in name', () => {
  test.each([
    ['clouds.yaml', clouds(theirs)],
    ['clouds.json', clouds(theirs)],
    ['clouds-public.yml', profiles(theirs)],
    ['secure.json', clouds(theirs)],
  ])('is not looked up in the workspace: %s', async (path, text) => {
    expect(await resolve({ cloud: 'otc' }, surroundings({ [path]: text }))).toEqual({
      'auth-url': builtIn,
      'region-name': 'eu-de',
    });
  });

  test.each([
    ['the home', '/home/jo/.config/openstack/', {}],
    ['the system', '/etc/openstack/', {}],
    ['a folder that is named', '/x/openstack/', { XDG_CONFIG_HOME: '/x' }],
  ])('is looked up in %s', async (_, folder, environment) => {
    for (const [name, text] of Object.entries({ clouds: clouds(ours), 'clouds-public': profiles(ours) })) {
      const files = {
        [`${folder}${name}.yaml`]: text,
        'clouds.yaml': clouds(theirs),
        'clouds-public.yaml': profiles(theirs),
      };
      const around = surroundings(files, { HOME: '/home/jo', ...environment });
      expect(await resolve({ cloud: 'otc' }, around)).toMatchObject({ 'auth-url': ours, password: 'pw' });
    }
  });

  test('is looked up in a file that is named, wherever it is', async () => {
    const files = { 'clouds.yaml': clouds(ours), 'ci/c.yaml': clouds(ours) };
    expect(await resolve({ cloud: 'otc', cloudsYaml: 'clouds.yaml' }, surroundings(files))).toMatchObject({
      'auth-url': ours,
    });
    const variables = { OS_CLIENT_CONFIG_FILE: 'ci/c.yaml' };
    expect(await resolve({ cloud: 'otc' }, surroundings(files, variables))).toMatchObject({ 'auth-url': ours });
  });

  test('says which file was left out', async () => {
    const around = surroundings({ 'clouds.yml': clouds(theirs) });
    await resolve({ cloud: 'otc' }, around);
    expect(around.said).toEqual([
      'Left out: clouds.yml in the workspace, because otc is a built-in name. If it is meant, set `clouds-yaml: clouds.yml`.',
    ]);
    const named = surroundings({ 'clouds.yml': clouds(theirs) }, { OS_CLIENT_CONFIG_FILE: 'clouds.yml' });
    await resolve({ cloud: 'otc' }, named);
    expect(named.said).toEqual([]);
  });

  test.each(['otc', 'https://ovhcloud.com', 'https://ovhcloud.com/'])(
    'as a profile is not looked up in the workspace either: %s',
    async (profile) => {
      for (const path of ['clouds.yaml', 'ci/clouds.yaml']) {
        const around = surroundings({
          [path]: `clouds: {a: {profile: "${profile}"}}`,
          [path.replace('clouds', 'clouds-public')]: profiles(theirs, `"${profile}"`),
        });
        expect((await resolve({ cloudsYaml: path }, around))['auth-url']).not.toBe(theirs);
      }
    },
  );
});

test('a profile of a cloud from elsewhere is not looked up in the workspace', async () => {
  const files = {
    '/home/jo/c.yaml': 'clouds: {a: {profile: corp}}',
    '/etc/openstack/clouds-public.yaml': profiles(ours, 'corp'),
  };
  const around = surroundings({ ...files, 'clouds-public.yaml': profiles(theirs, 'corp') });
  expect(await resolve({ cloudsYaml: '~/c.yaml' }, around)).toMatchObject({ 'auth-url': ours });
  expect(around.said).toEqual([]);
});

test('a file that was found in the workspace is told, with the host', async () => {
  const around = surroundings({
    'clouds.yaml': 'clouds: {a: {profile: corp}, b: {}}',
    'secure.yaml': 'clouds: {a: {auth: {password: pw}}}',
    'clouds-public.yaml': profiles('https://corp.example:5000/v3', 'corp'),
  });
  await resolve({ cloud: 'a' }, around);
  expect(around.said).toEqual([
    'Found in the workspace: clouds.yaml, secure.yaml, clouds-public.yaml. The cloud a is at corp.example:5000.',
  ]);
  around.said.splice(0);
  await resolve({ cloud: 'b' }, around);
  expect(around.said.join()).toContain('The cloud b is at no address.');
  around.said.splice(0);
  await resolve({ cloud: 'a', cloudsYaml: 'clouds: {a: {}}' }, around);
  expect(around.said).toEqual([]);
});

describe('a secure.yaml', () => {
  const all = [
    'clouds:',
    '  a:',
    '    profile: otc',
    '    verify: false',
    '    region_name: R2',
    '    token: secret-token',
    '    auth:',
    `      auth_url: ${theirs}`,
    '      password: secret',
    '      user-name: jim',
    '      application_credential_id: id',
    '      discovery_endpoint: https://theirs.example',
    '  c: text',
  ].join('\n');
  const own = clouds(ours, 'a').replace('username: jo, ', '');

  test('elsewhere than beside its clouds.yaml says who logs in and with what secret, and no more', async () => {
    const around = surroundings({ 'ci/clouds.yaml': own, 'secure.yaml': all });
    expect(await resolve({ cloudsYaml: 'ci/clouds.yaml', cloud: 'a' }, around)).toEqual({
      'auth-url': ours,
      token: 'secret-token',
      password: 'secret',
      username: 'jim',
      'application-credential-id': 'id',
    });
    expect(around.said).toEqual([
      'warning: The file secure.yaml is not beside the clouds.yaml, so it only says who logs in and with what secret. Not used: `profile`, `verify`, `region_name`, `auth_url`, `discovery_endpoint`.',
      'Found in the workspace: secure.yaml. The cloud a is at ours.example.',
    ]);
  });

  test('that OS_CLIENT_SECURE_FILE names is no other', async () => {
    const around = surroundings({ 'clouds.yaml': own, '/s.yaml': all }, { OS_CLIENT_SECURE_FILE: '/s.yaml' });
    expect(await resolve({ cloud: 'a' }, around)).toMatchObject({ 'auth-url': ours, password: 'secret' });
  });

  test.each([
    ['beside it', { 'clouds.yaml': own, 'secure.yaml': all }, {}],
    [
      'beside it, however that is written',
      { './ci/clouds.yaml': own, './ci/secure.yaml': all },
      { cloudsYaml: './ci/clouds.yaml' },
    ],
    ['alone', { '/home/jo/.config/openstack/secure.yaml': all }, {}],
  ])('%s says everything', async (_, files, given) => {
    const around = surroundings({ ...files });
    expect(await resolve({ cloud: 'a', ...given }, around)).toMatchObject({ 'auth-url': theirs });
    expect(around.said.join()).not.toContain('warning');
  });
});
