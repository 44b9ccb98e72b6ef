import { afterEach, describe, expect, test } from '@jest/globals';
import { cloudsYaml } from '../../../../src/credentials/sources/clouds-yaml/clouds-yaml.ts';
import { builtInNames } from '../../../../src/credentials/sources/clouds-yaml/profiles.ts';
import { Failure } from '../../../../src/failure.ts';
import { refusal, resolve, surroundings } from './surroundings.ts';

const url = 'https://cloud.example:5000/v3';
const { platform: own } = process;
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: own });
});
const one = `clouds: {prod: {auth: {auth_url: "${url}", username: jo, password: pw}, region_name: R1}}`;
const two = `clouds: {prod: {auth: {auth_url: "${url}"}}, test: {auth: {auth_url: "https://test.example/v3"}}}`;

describe('the input clouds-yaml', () => {
  test('may be the content', async () => {
    expect(await resolve({ cloudsYaml: one })).toEqual({
      'auth-url': url,
      username: 'jo',
      password: 'pw',
      'region-name': 'R1',
    });
  });

  test.each([
    ['in one line', one],
    ['in lines', one.replace(': {prod', ':\n  {prod')],
    ['as JSON', JSON.stringify({ clouds: { prod: { auth: { auth_url: url } } } })],
    ['with \\n for its line breaks', one.replace(': {prod', ':\\r\\n  {prod')],
    ['as a JSON string', JSON.stringify(one.replace(': {prod', ':\n  {prod'))],
    ['from a page', `\`\`\`yaml\n${one.replace(': {prod', ':\n\u00a0 {prod')}\n\`\`\`\n`],
    ['in base64', Buffer.from(one).toString('base64')],
    ['in base64 of UTF-16', Buffer.from(one, 'utf16le').toString('base64')],
    ['with CR', `\uFEFF${one.replace(': {prod', ':\r {prod')}\r`],
    ['with the first line alone', 'clouds:\n  prod:\n    auth:\n      auth_url: https://cloud.example:5000/v3'],
  ])('is content %s', async (_, text) => {
    expect(await resolve({ cloudsYaml: text })).toHaveProperty('auth-url', url);
  });

  test.each(['clouds.yaml', './ci/my clouds.yml', 'ci/clouds', 'C:\\ci\\clouds.yaml', '/etc/openstack/x.json'])(
    'is a path: %s',
    async (path) => {
      expect(await resolve({ cloudsYaml: path }, surroundings({ [path]: one }))).toHaveProperty('auth-url', url);
    },
  );

  test('is a path below the user’s home', async () => {
    expect(await resolve({ cloudsYaml: '~/c.yaml' }, surroundings({ '/home/jo/c.yaml': one }))).toHaveProperty(
      'auth-url',
    );
    expect(
      await resolve(
        { cloudsYaml: '~/c.yaml' },
        surroundings({ 'C:\\Users\\jo/c.yaml': one }, { USERPROFILE: 'C:\\Users\\jo' }),
      ),
    ).toHaveProperty('auth-url');
    expect(await resolve({ cloudsYaml: '~/c.yaml' }, surroundings({ '~/c.yaml': one }, {}))).toHaveProperty('auth-url');
  });

  test('as content stands alone', async () => {
    const around = surroundings({
      'secure.yaml': 'clouds: {prod: {auth: {password: other}}}',
      'clouds.yaml': two,
      'clouds-public.yaml': 'public-clouds: {corp: {region_name: R9}}',
    });
    expect(await resolve({ cloudsYaml: one }, around)).toHaveProperty('password', 'pw');
    const content = one.replace('region_name: R1', 'profile: corp');
    expect(await resolve({ cloudsYaml: content }, around)).not.toHaveProperty('region-name');
  });

  test('as a path has secure.yaml and clouds-public.yaml beside it, before those in the standard places', async () => {
    const around = surroundings({
      'ci/clouds.yaml': one.replace('region_name: R1', 'profile: corp'),
      'ci/secure.yaml': 'clouds: {prod: {auth: {password: beside}}}',
      'secure.yaml': 'clouds: {prod: {auth: {password: there}}}',
      'ci/clouds-public.yaml': 'public-clouds: {corp: {region_name: R9}}',
    });
    expect(await resolve({ cloudsYaml: 'ci/clouds.yaml' }, around)).toMatchObject({
      password: 'beside',
      'region-name': 'R9',
    });
  });

  test.each(['ci/clouds.yaml', 'a b/c.YML', '~/clouds.json', 'C:\\x.yaml'])(
    'that is no path to a file is refused: %s',
    async (path) => {
      expect(await refusal(resolve({ cloudsYaml: path }, surroundings({}, {})))).toEqual({
        code: 'clouds-yaml-invalid',
        message: `The input \`clouds-yaml\` is neither the content of a clouds.yaml nor the path of a file that can be read: ${path}.`,
        reasons: [],
        advice: [
          'Paths are relative to the workspace: check out the repository first.',
          'If it is a secret, it must hold the whole file, with its line breaks.',
        ],
      });
    },
  );

  test.each(['Y2xvdWQ6IGh1bnRlcjI=', 'hunter2.yaml2', '$hunter2.yaml', `${'x'.repeat(300)}.yaml`, 'hunter2'])(
    'that may be a secret is not quoted: %s',
    async (text) => {
      expect((await refusal(resolve({ cloudsYaml: text }))).message).toBe(
        'The input `clouds-yaml` is neither the content of a clouds.yaml nor the path of a file that can be read.',
      );
    },
  );

  test('has blanks around a path taken off, and the file may be base64', async () => {
    const files = { 'c.yaml': Buffer.from(one).toString('base64') };
    expect(await resolve({ cloudsYaml: ' c.yaml \r' }, surroundings(files))).toHaveProperty('auth-url', url);
  });
});

describe('what a cloud’s entry may not be', () => {
  const cloud = (settings: string): Promise<unknown> => resolve({ cloudsYaml: `clouds: {a: ${settings}}` });

  test.each([
    ['no clouds', 'profiles: {}'],
    ['clouds as a list', 'clouds: [a]'],
    ['empty', 'clouds:'],
  ])('%s', async (_, cloudsYaml) => {
    expect(await refusal(resolve({ cloudsYaml }))).toEqual({
      code: 'clouds-yaml-invalid',
      message: 'The input `clouds-yaml` has no `clouds` mapping.',
      reasons: [],
      advice: ['It begins with `clouds:`; each cloud stands indented below.'],
    });
  });

  test.each([
    ['as content', 'export OS_AUTH_URL=x\nexport OS_USERNAME=y', 'input `clouds-yaml`'],
    ['in one line', 'OS_AUTH_URL=x', 'input `clouds-yaml`'],
    ['of PowerShell', '$env:OS_AUTH_URL = "x"', 'input `clouds-yaml`'],
    ['in base64', Buffer.from('export OS_AUTH_URL=x').toString('base64'), 'input `clouds-yaml`'],
    ['as a path', 'openrc.sh', 'file openrc.sh'],
  ])('an openrc %s', async (_, cloudsYaml, from) => {
    const around = surroundings({ 'openrc.sh': 'export OS_AUTH_URL=x' });
    expect(await refusal(resolve({ cloudsYaml }, around))).toEqual({
      code: 'clouds-yaml-invalid',
      message: `The ${from} is an openrc file and no clouds.yaml.`,
      reasons: [],
      advice: ['Give it with the input `openrc`.'],
    });
  });

  const encrypted = 'is encrypted, or a value in it is';
  test.each([
    ['of Ansible Vault', '$ANSIBLE_VAULT;1.1;AES256\n6231', encrypted],
    ['with a value of Ansible Vault', 'clouds: {}\na:\n  password: !vault |\n    $ANSIBLE', encrypted],
    ['of sops', 'clouds: {}\npassword: ENC[AES256_GCM,data:x]\n', encrypted],
    ['of PGP', '-----BEGIN PGP MESSAGE-----\n\nhQ', encrypted],
    ['of age', '-----BEGIN AGE ENCRYPTED FILE-----\nYW', encrypted],
    [
      'of Kubernetes',
      'apiVersion: v1\nkind: Secret\nstringData:\n  clouds.yaml: |\n    clouds: {}\n',
      'is a Kubernetes object',
    ],
    ['of the cloud provider', '[Global]\nauth-url=x\n', 'is a cloud.conf and no clouds.yaml'],
  ])('a file %s', async (_, cloudsYaml, what) => {
    const { code, message, advice } = await refusal(resolve({ cloudsYaml }));
    expect([code, message, advice.length]).toEqual(['clouds-yaml-invalid', `The input \`clouds-yaml\` ${what}.`, 1]);
  });

  test('without its line breaks', async () => {
    const { message, reasons } = await refusal(resolve({ cloudsYaml: 'clouds:   prod:     auth:       auth_url: x' }));
    expect(message).toContain('is not valid YAML: line 1:');
    expect(reasons).toEqual(['It is all on one line: its line breaks were lost on the way here.']);
  });

  test('a text', async () => {
    expect(await refusal(resolve({ cloudsYaml: 'clouds: [' }))).toMatchObject({
      code: 'clouds-yaml-invalid',
      message:
        'The input `clouds-yaml` is not valid YAML: line 1: unexpected end of the stream within a flow collection.',
    });
  });

  test('too long', async () => {
    expect(await refusal(resolve({ cloudsYaml: `clouds: {}${' '.repeat(1024 * 1024)}` }))).toEqual({
      code: 'clouds-yaml-invalid',
      message: 'The input `clouds-yaml` is larger than 1 MiB.',
      reasons: [],
      advice: [],
    });
  });

  test('and 1 MiB is not too long', async () => {
    expect(await resolve({ cloudsYaml: `clouds: {a: {}}${' '.repeat(1024 * 1024 - 15)}` })).toEqual({});
  });

  test.each([
    ['a text', 'The cloud a is not a mapping of keys to values.'],
    ['{auth: []}', '`auth` of the cloud a is not a mapping of keys to values.'],
    ['{auth: {auth_url: {x: y}}}', '`auth_url` of the cloud a is not a single value.'],
    ['{regions: [{name: r, values: x}]}', '`values` of the region r is not a mapping of keys to values.'],
    ['{regions: [[r]]}', 'A region of the cloud a is neither a name nor a mapping with `name` and `values` alone.'],
    [
      '{auth: {auth_url: "https://{password}.example"}, password: hunter2}',
      'The `auth_url` in the input `clouds-yaml` has {password} in it, for which the cloud a has no value that fits.',
    ],
  ])('%s', async (settings, message) => {
    expect(await refusal(cloud(settings))).toMatchObject({ code: 'clouds-yaml-invalid', message });
  });

  test('a profile that would have to be fetched', async () => {
    const { code, message, reasons } = await refusal(cloud('{profile: "https://cloud.example", auth: {auth_url: x}}'));
    expect([code, message]).toEqual([
      'cloud-unknown',
      'The cloud a refers to the profile https://cloud.example, which is neither built in nor in a clouds-public.yaml.',
    ]);
    expect(reasons).toEqual(['Profiles are not fetched: the answer would decide where the password goes.']);
  });

  test('null is an entry without settings, and so are null and nothing for `auth`', async () => {
    expect(await cloud('null')).toEqual({});
    expect(await cloud('{auth: , interface: admin}')).toEqual({ interface: 'admin' });
  });

  test('a list is a text with commas', async () => {
    expect(await cloud('{interface: [internal, null, public], auth_type: []}')).toEqual({
      interface: 'internal,public',
    });
  });

  test('a file that may not be read is looked for elsewhere, and one that is refused is not', async () => {
    const around = surroundings({ '/etc/openstack/clouds.yaml': one });
    expect(await resolve({ cloud: 'prod' }, around)).toHaveProperty('auth-url');
    const inXdg = surroundings({ '/etc/xdg/openstack/clouds.yaml': one });
    expect(await resolve({ cloud: 'prod' }, inXdg)).toHaveProperty('auth-url');
    const refuse = (): never => {
      throw new Failure('input-invalid', { message: 'It is too large.' });
    };
    expect(await refusal(resolve({ cloud: 'prod' }, { ...around, readFile: refuse }))).toMatchObject({
      message: 'It is too large.',
    });
  });
});

describe('the input cloud', () => {
  test('names one of several', async () => {
    expect(await resolve({ cloudsYaml: two, cloud: 'test' })).toEqual({ 'auth-url': 'https://test.example/v3' });
  });

  test.each([
    [
      'linux',
      '/x/openstack/, ~/.config/openstack/, /a/openstack/, /b/openstack/',
      { XDG_CONFIG_HOME: '/x', XDG_CONFIG_DIRS: '/a:/b' },
    ],
    [
      'darwin',
      '/home/jo/Library/Application Support/openstack/, /home/jo/.config/openstack/, /Library/Application Support/openstack/',
      { HOME: '/home/jo' },
    ],
    [
      'win32',
      'L/OpenStack/openstack/, U/.config/openstack/, P/OpenStack/openstack/',
      { LOCALAPPDATA: 'L', ProgramData: 'P', USERPROFILE: 'U' },
    ],
  ] as const)('is looked for where openstacksdk looks on %s', async (platform, places, environment) => {
    Object.defineProperty(process, 'platform', { value: platform });
    const around = surroundings({}, { OS_CLIENT_CONFIG_FILE: '/c.yaml', ...environment });
    const { reasons } = await refusal(resolve({ cloud: 'dev' }, around));
    expect(reasons[1]).toContain(` /c.yaml, the workspace, ${places}, /etc/openstack/.`);
  });

  test('is not needed for the only one', async () => {
    expect(await resolve({ cloudsYaml: one })).toHaveProperty('auth-url', url);
  });

  test('is needed for several', async () => {
    expect(await refusal(resolve({ cloudsYaml: two }))).toEqual({
      code: 'cloud-unknown',
      message: 'The input `cloud` is not given, and the input `clouds-yaml` has prod, test.',
      reasons: [],
      advice: ['Name one of them with `cloud`.'],
    });
  });

  test('is needed where there is none', async () => {
    expect(await refusal(resolve({ cloudsYaml: 'clouds: {}' }))).toMatchObject({
      code: 'cloud-unknown',
      message: 'The input `cloud` is not given, and the input `clouds-yaml` has no clouds.',
    });
    expect((await refusal(resolve({}))).message).toContain('no clouds.yaml has no clouds');
  });

  test('must be in a file that is named, even if a built-in profile is called so', async () => {
    const unknown = await refusal(resolve({ cloudsYaml: two, cloud: 'dev' }));
    expect(unknown).toMatchObject({
      code: 'cloud-unknown',
      message: 'There is no cloud dev in the input `clouds-yaml`: it has prod, test.',
      advice: [],
    });
    const builtIn = await refusal(
      resolve({ cloudsYaml: 'clouds.yaml', cloud: 'otc' }, surroundings({ 'clouds.yaml': two })),
    );
    expect(builtIn.message).toBe('There is no cloud otc in the file clouds.yaml: it has prod, test.');
    expect(builtIn.advice.join()).toContain('built-in profile');
  });

  test('names a built-in profile where no file has it', async () => {
    expect(await resolve({ cloud: 'vkcloud' })).toEqual({
      'auth-url': 'https://infra.mail.ru:5000/v3/',
      'user-domain-name': 'users',
      'project-domain-name': 'users',
    });
    expect(await resolve({ cloud: 'vkcloud' }, surroundings({ 'clouds.yaml': two }))).toHaveProperty('auth-url');
  });

  test('may be in secure.yaml alone, beside a clouds.yaml with nothing in it', async () => {
    for (const empty of ['', '# later', 'clouds:\n', 'client: {}']) {
      const around = surroundings({ 'clouds.yaml': empty, 'secure.yaml': one });
      expect(await resolve({ cloud: 'prod' }, around)).toHaveProperty('auth-url', url);
    }
    expect(
      await refusal(resolve({ cloud: 'prod' }, surroundings({ 'clouds.yaml': '', 'secure.yaml': 'x: y' }))),
    ).toMatchObject({
      message: 'The file clouds.yaml has no `clouds` mapping.',
    });
  });

  test('names a cloud in a file before a built-in profile', async () => {
    const around = surroundings({ '/etc/openstack/clouds.yaml': two.replace('prod', 'otc') });
    expect(await resolve({ cloud: 'otc' }, around)).toEqual({ 'auth-url': url });
  });

  test('names a profile of clouds-public.yaml before a built-in one', async () => {
    const around = surroundings({
      '/etc/openstack/clouds-public.yaml': `public-clouds: {otc: {auth: {auth_url: "${url}"}}}`,
    });
    expect(await resolve({ cloud: 'otc' }, around)).toEqual({ 'auth-url': url });
  });

  test('that is nowhere is refused with what there is', async () => {
    expect(await refusal(resolve({ cloud: 'dev' }))).toEqual({
      code: 'cloud-unknown',
      message: 'There is no cloud dev: no clouds.yaml was found, and no built-in profile is called so.',
      reasons: [
        'The repository with the clouds.yaml has not been checked out before this step.',
        'It lies somewhere else. It was looked for in the workspace, /home/jo/.config/openstack/, /etc/xdg/openstack/, /etc/openstack/.',
      ],
      advice: [`The built-in profiles are ${builtInNames.join(', ')}.`],
    });
    const other = await refusal(resolve({ cloud: 'dev' }, surroundings({ 'clouds.yaml': two })));
    expect(other.message).toContain('the file clouds.yaml has prod, test, and no');
    expect(other.reasons).toEqual([]);
  });

  test.each(['__proto__', 'constructor', 'toString'])('is not looked for in JavaScript: %s', async (cloud) => {
    expect(await refusal(resolve({ cloud }))).toMatchObject({ code: 'cloud-unknown' });
    expect(await refusal(resolve({ cloud, cloudsYaml: one }))).toMatchObject({ code: 'cloud-unknown' });
  });

  test('that is closed says so', async () => {
    expect(await refusal(resolve({ cloud: 'betacloud' }))).toMatchObject({
      code: 'cloud-unknown',
      message: 'The profile betacloud cannot be used: the cloud has ceased business.',
    });
  });

  test('a long list of names is cut, and so is a long name', async () => {
    const file = (count: number): string =>
      `clouds: {${Array.from({ length: count }, (_, index) => `c${index}: {}`).join(', ')}, "${'x'.repeat(80)}": {}, "a \\n b": {}}`;
    const message = async (count: number): Promise<string> =>
      (await refusal(resolve({ cloudsYaml: file(count) }))).message;
    expect(await message(102)).toMatch(/c98, c99 and 4 more\.$/);
    expect(await message(98)).toMatch(/c97, x{64}, a b\.$/);
  });
});

describe('the input region-name', () => {
  const given = (value: string): { value: string; from: string } => ({ value, from: 'input `region-name`' });

  test('a region that is not listed is refused with those that are', async () => {
    const file = `clouds: {a: {auth: {auth_url: "${url}"}, regions: [R1, {name: R2}]}}`;
    expect(await refusal(resolve({ cloudsYaml: file, region: given('R3') }))).toMatchObject({
      code: 'input-invalid',
      message: 'The input `region-name` is no region of the cloud a: it has R1, R2.',
    });
  });

  test.each(['evil.example/', 'a@evil.example', 'a#', 'a?b', 'a:443', 'a\\b', 'a b'])(
    'a region cannot end the host of the URL: %s',
    async (region) => {
      expect(await refusal(resolve({ cloud: 'otc', region: given(region) }))).toMatchObject({
        code: 'clouds-yaml-invalid',
        advice: ['Give the input `region-name`.'],
      });
    },
  );
});

test('a built-in profile that is taken for a cloud says which input named it', async () => {
  const entries = await cloudsYaml({ cloud: 'otc' }, surroundings());
  expect(entries.map(({ from }) => from)).toEqual([
    '`auth_url` in the built-in profile otc',
    '`regions` in the built-in profile otc',
  ]);
});

test('every value says where it comes from', async () => {
  const around = surroundings({
    'clouds.yaml': 'clouds: {a: {profile: otc, auth: {tenant-id: p}, verify: ca.pem, insecure: yes}}',
    'secure.yaml': 'clouds: {a: {auth: {password: pw}}}',
  });
  const entries = await cloudsYaml({ cloud: 'a' }, around);
  expect(Object.fromEntries(entries.map(({ name, from }) => [name, from]))).toEqual({
    'auth-url': '`auth_url` in the built-in profile otc',
    'region-name': '`regions` in the built-in profile otc',
    'project-id': '`tenant_id` in the file clouds.yaml',
    password: '`password` in the file secure.yaml',
    insecure: '`insecure` in the file clouds.yaml',
    cacert: '`verify` in the file clouds.yaml',
  });
  const [insecure] = await cloudsYaml({ cloudsYaml: 'clouds: {a: {verify: no}}' }, around);
  expect(insecure).toEqual({ name: 'insecure', text: 'true', from: '`verify` in the input `clouds-yaml`' });
});
