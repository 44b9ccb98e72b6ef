import { describe, expect, test } from '@jest/globals';
import { optionNames } from '../../../../src/credentials/options.ts';
import { refusal, resolve, surroundings } from './surroundings.ts';

/** What a cloud of these settings gives. */
function options(settings: string, region?: string): Promise<Record<string, string>> {
  const given = region === undefined ? {} : { region: { value: region, from: 'input `region-name`' } };
  return resolve({ cloudsYaml: `clouds: {a: {${settings}}}`, ...given });
}

const beside = [
  'user_domain_id',
  'user_domain_name',
  'project_domain_id',
  'project_domain_name',
  'project_id',
  'project_name',
  'domain_id',
  'domain_name',
  'token',
  'passcode',
];
const session = ['auth_type', 'interface', 'region_name', 'cacert', 'cert', 'key', 'insecure'];
const others = optionNames
  .map((name) => name.replaceAll('-', '_'))
  .filter((name) => ![...beside, ...session].includes(name));

describe('an option that stands under `auth` and beside it', () => {
  const both = (name: string): Promise<Record<string, string>> => options(`auth: {${name}: under}, ${name}: beside`);
  const named = (name: string, text: string): Record<string, string> => ({ [name.replaceAll('_', '-')]: text });

  test.each(beside)('%s: what is beside counts', async (name) => {
    expect(await both(name)).toEqual(named(name, 'beside'));
  });

  test.each(others)('%s: what is under it counts', async (name) => {
    expect(await both(name)).toEqual(named(name, 'under'));
    expect(await options(`auth: {${name}: ""}, ${name}: beside`)).toEqual(named(name, 'beside'));
  });

  test.each(session)('%s is not looked for under it', async (name) => {
    expect(await options(`auth: {${name}: under}`)).toEqual({});
    expect(await both(name)).toEqual(named(name, 'beside'));
  });
});

test('what is empty is not given', async () => {
  expect(await options('auth: {username: "", password: null, project_id: }, interface: "", cacert: ~')).toEqual({});
});

test('a former name is not read where there is none', async () => {
  expect(await options('undefined: x, auth: {undefined: y}')).toEqual({});
});

test('default_domain is an id, wherever it stands', async () => {
  expect(await options('default_domain: d')).toEqual({ 'default-domain-id': 'd' });
  expect(await options('auth: {default-domain: d}')).toEqual({ 'default-domain-id': 'd' });
  expect(await options('auth: {default_domain: d, default_domain_id: e}')).toEqual({ 'default-domain-id': 'e' });
});

describe('trust', () => {
  test.each(['true', 'True', 'yes', 'on', 'ON', '"true"', '1', '!!bool y', '!!int 1'])('insecure: %s', async (word) => {
    expect(await options(`insecure: ${word}`)).toEqual({ insecure: 'true' });
    expect(await options(`verify: ${word}`)).toEqual({});
  });

  test.each(['false', 'no', 'Off', '0', '!!bool "f"'])('insecure: %s', async (word) => {
    expect(await options(`insecure: ${word}`)).toEqual({});
    expect(await options(`verify: ${word}`)).toEqual({ insecure: 'true' });
    expect(await options(`insecure: ${word}, verify: ${word}`)).toEqual({ insecure: 'true' });
  });

  test.each(['untrue', 'trueish', 'nope', 'one', 'banno'])('insecure: %s is left to be refused', async (word) => {
    expect(await options(`insecure: ${word}`)).toEqual({ insecure: word });
    expect(await options(`verify: ${word}`)).toEqual({ cacert: word });
  });

  test('a path for verify gives way to cacert', async () => {
    expect(await options('verify: a.pem, cacert: b.pem')).toEqual({ cacert: 'b.pem' });
  });

  test('paths stay as they are, but for the region', async () => {
    expect(
      await options('region_name: R, cacert: "~/{region_name}.pem", cert: ~\\c.pem, key: ./~/k.pem, auth_url: ~/x'),
    ).toEqual({
      'region-name': 'R',
      cacert: '~/R.pem',
      cert: '~\\c.pem',
      key: './~/k.pem',
      'auth-url': '~/x',
    });
  });
});

describe('braces in a URL', () => {
  test.each([
    ['https://{region_name}.example/{interface}', 'https://R-1.example/admin'],
    ['https://x/{{region_name}}', 'https://x/{region_name}'],
    ['https://x/{{{region_name}}}', 'https://x/{R-1}'],
    ['https://{my-host}/{my_path}', 'https://h.example:5000/a/b'],
  ])('%s', async (template, url) => {
    const settings = `auth_url: "${template}", region_name: R-1, interface: admin, my_host: "h.example:5000", my_path: a/b`;
    expect(await options(settings)).toHaveProperty('auth-url', url);
  });

  test.each([
    '{',
    '}',
    '{}',
    '{nobody}',
    '{auth}',
    '{auth[password]}',
    '{password}',
    '{token}',
    '{region_name!r}',
    '{0}',
  ])('%s are refused', async (braces) => {
    const { code, advice } = await refusal(
      options(`auth_url: "https://x/${braces}", password: hunter2, token: hunter2, auth: {password: hunter2}`),
    );
    expect([code, advice]).toEqual(['clouds-yaml-invalid', ['Braces that stand for themselves are doubled.']]);
  });

  test('for a region that is not known ask for it', async () => {
    expect(await refusal(options('auth_url: "https://{region_name}.example"'))).toEqual({
      code: 'clouds-yaml-invalid',
      message:
        'The `auth_url` in the input `clouds-yaml` has {region_name} in it, for which the cloud a has no value that fits.',
      reasons: [],
      advice: ['Give the input `region-name`.'],
    });
  });
});

describe('regions', () => {
  test('with commas may have blanks between', async () => {
    expect(await options('region_name: "R1, R2"')).toEqual({ 'region-name': 'R1' });
    expect(await options('region_name: "R1, R2"', 'R2')).toEqual({ 'region-name': 'R2' });
    expect((await refusal(options('region_name: "R1, R2"', 'R3'))).message).toContain('it has R1, R2.');
  });

  test('of one’s own are all there are, whatever the profile has', async () => {
    expect(await refusal(options('profile: otc, regions: [R1, R2]', 'eu-de'))).toEqual({
      code: 'input-invalid',
      message: 'The input `region-name` is no region of the cloud a: it has R1, R2.',
      reasons: [],
      advice: ['Upper and lower case count in the names of regions.'],
    });
  });
});

describe('a profile that is not there', () => {
  test.each(['auth_url: "https://x"', 'auth: {auth_url: "https://x"}', 'auth-url: "https://x"'])(
    'does no harm beside %s',
    async (settings) => {
      expect(await options(`profile: nobody, ${settings}`)).toEqual({ 'auth-url': 'https://x' });
    },
  );

  test('is refused without a URL', async () => {
    expect(await refusal(options('profile: nobody'))).toEqual({
      code: 'cloud-unknown',
      message: 'The cloud a refers to the profile nobody, which is neither built in nor in a clouds-public.yaml.',
      reasons: [],
      advice: ['Give `auth_url` under `auth` of the cloud a, and take the line `profile` out.'],
    });
  });

  test('is one of clouds-public.yaml that is no mapping', async () => {
    const around = surroundings({
      'clouds.yaml': 'clouds: {a: {profile: corp}}',
      'clouds-public.yaml': 'public-clouds: {corp: [x]}',
    });
    expect((await refusal(resolve({ cloud: 'a' }, around))).message).toBe(
      'The profile corp is not a mapping of keys to values.',
    );
  });
});
