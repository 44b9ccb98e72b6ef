import { describe, expect, test } from '@jest/globals';
import { Untold } from '../../../src/credentials/options.ts';
import type { Surroundings } from '../../../src/credentials/sources/clouds-yaml/places.ts';
import { gatherOptions } from '../../../src/credentials/sources/sources.ts';
import { Failure } from '../../../src/failure.ts';
import { Secret } from '../../../src/secret.ts';
import { refusal, surroundings } from './clouds-yaml/surroundings.ts';

type Texts = Readonly<Record<string, string>>;

interface Gathered {
  readonly values: Texts;
  readonly debug: readonly string[];
  readonly warnings: readonly string[];
  readonly sealed: readonly string[];
}

async function gathered(
  inputs: Texts,
  environment: Surroundings['environment'] = {},
  files: Texts = {},
): Promise<Gathered> {
  const debug: string[] = [];
  const warnings: string[] = [];
  const around = surroundings(files, environment);
  const { options } = await gatherOptions({
    ...around,
    input: (name) => inputs[name] ?? '',
    debug: (text) => debug.push(text),
    warning: (text) => warnings.push(text),
  });
  const told = Object.entries(options).filter(([, option]) => !(option instanceof Untold));
  const values = told.map(([name, { value }]) => [name, value instanceof Secret ? value.reveal() : value]);
  return { values: Object.fromEntries(values), debug, warnings, sealed: around.sealed };
}

const openrc = [
  'export OS_AUTH_URL=https://openrc.example/v3',
  'export OS_USERNAME=robot OS_USER_DOMAIN_NAME=Default',
  'read -sr OS_PASSWORD_INPUT; export OS_PASSWORD=$OS_PASSWORD_INPUT',
  "export OS_PROJECT_NAME=ci OS_TOKEN='left over'",
].join('\n');

const clouds = 'clouds:\n  prod:\n    auth:\n      auth_url: https://clouds.example/v3\n      username: robot\n';

const job = {
  OS_AUTH_URL: 'https://job.example/v3',
  OS_USERNAME: 'robot',
  OS_PASSWORD: 'job secret',
  OS_REGION_NAME: undefined,
  HOME: '/home/jo',
};

test('lays the inputs over an openrc, and tells where each value comes from', async () => {
  const { values, debug, sealed } = await gathered({ openrc, password: 'pass word', 'project-id': 'p1' }, job);
  expect(values).toEqual({
    'auth-url': 'https://openrc.example/v3',
    username: 'robot',
    'user-domain-name': 'Default',
    password: 'pass word',
    token: 'left over',
    'project-id': 'p1',
  });
  expect(debug).toEqual([
    'auth-url: from `OS_AUTH_URL` (openrc line 1)',
    'username: from `OS_USERNAME` (openrc line 2)',
    'user-domain-name: from `OS_USER_DOMAIN_NAME` (openrc line 2)',
    'password: from input `password`',
    'token: from `OS_TOKEN` (openrc line 4)',
    'project-id: from input `project-id`',
    'project-name: replaced by other inputs, not from `OS_PROJECT_NAME` (openrc line 4)',
  ]);
  expect(sealed).toContain('pass word');
  expect(sealed).toContain('left over');
});

test('reads an openrc by its path, and passes its warnings on', async () => {
  const text = `${openrc}\nexport OS_REGION_NAME="a\\!b"`;
  const { values, warnings } = await gathered({ openrc: ' ci/openrc.sh ' }, job, { 'ci/openrc.sh': text });
  expect(values).toMatchObject({ 'region-name': 'a\\!b' });
  expect(warnings).toEqual([expect.stringContaining('`OS_REGION_NAME`')]);
});

test('lays the inputs over a cloud', async () => {
  const inputs = { 'clouds-yaml': clouds, cloud: 'prod', password: 'pass word' };
  expect((await gathered(inputs, job)).values).toMatchObject({
    'auth-url': 'https://clouds.example/v3',
    password: 'pass word',
  });
  const only = await gathered({ 'clouds-yaml': clouds });
  expect(only.values).toMatchObject({ username: 'robot' });
  const region = await gathered({ cloud: 'otc', 'region-name': 'eu-nl' });
  expect(region.values).toMatchObject({ 'region-name': 'eu-nl', 'auth-url': expect.stringContaining('eu-nl') });
});

test('takes the job’s own variables where nothing says where to go', async () => {
  const { values, debug } = await gathered({ 'project-id': 'p1' }, job);
  expect(values).toEqual({
    'auth-url': 'https://job.example/v3',
    username: 'robot',
    password: 'job secret',
    'project-id': 'p1',
  });
  expect(debug).toContain('password: from variable `OS_PASSWORD`');
});

test('leaves them alone where something does', async () => {
  for (const inputs of [{ 'auth-url': 'https://input.example/v3' }, { openrc }, { 'clouds-yaml': clouds }]) {
    const { values, sealed } = await gathered(inputs, job);
    expect(values).not.toHaveProperty('password');
    expect(sealed).not.toContain('job secret');
  }
});

test('OS_CLOUD of the job names a cloud, and leaves the other variables aside but the region and the password', async () => {
  const south = '{ name: south, values: { auth: { auth_url: https://south.example/v3 } } }';
  const files = { 'clouds.yaml': `${clouds}    regions: [north, ${south}]\n` };
  const url = async (inputs: Texts, environment: Texts) =>
    (await gathered(inputs, { ...job, OS_CLOUD: ' prod ', ...environment }, files)).values;
  expect(await url({}, {})).toEqual({
    'auth-url': 'https://clouds.example/v3',
    username: 'robot',
    password: 'job secret',
    'region-name': 'north',
  });
  expect(await url({}, { OS_REGION_NAME: 'south' })).toMatchObject({
    'auth-url': 'https://south.example/v3',
    'region-name': 'south',
  });
  expect(await url({ 'region-name': 'south' }, { OS_REGION_NAME: 'north' })).toMatchObject({
    'auth-url': 'https://south.example/v3',
  });
});

describe('OS_CLOUD', () => {
  const two = `${clouds}  test:\n    auth: { auth_url: https://test.example/v3, password: pw }\n`;

  test.each([
    ['envvars', {}],
    ['mine', { OS_CLOUD_NAME: 'mine' }],
  ])('%s is the variables themselves', async (name, variables) => {
    const environment = { ...job, OS_CLIENT_CONFIG_FILE: 'clouds.yaml', ...variables };
    const expected = { 'auth-url': 'https://job.example/v3', username: 'robot', password: 'job secret' };
    const files = { 'clouds.yaml': two };
    expect((await gathered({}, { ...environment, OS_CLOUD: name }, files)).values).toEqual(expected);
    expect((await gathered({ cloud: name }, { ...environment, OS_CLOUD: 'prod' }, files)).values).toEqual(expected);
  });

  test('envvars may be a cloud of a file that is given, and is no name beside another', async () => {
    const given = { 'clouds-yaml': two.replace('test:', 'envvars:'), cloud: 'envvars' };
    expect((await gathered(given, job)).values).toMatchObject({ 'auth-url': 'https://test.example/v3' });
    expect(await refusal(gathered({ cloud: 'envvars' }, { ...job, OS_CLOUD_NAME: 'mine' }))).toMatchObject({
      code: 'cloud-unknown',
    });
  });

  test('chooses from a file that is given', async () => {
    const { values } = await gathered({ 'clouds-yaml': two }, { ...job, OS_CLOUD: 'test' });
    expect(values).toEqual({ 'auth-url': 'https://test.example/v3', password: 'pw' });
    const { values: named } = await gathered({ 'clouds-yaml': two, cloud: 'prod' }, { ...job, OS_CLOUD: 'test' });
    expect(named).toEqual({ 'auth-url': 'https://clouds.example/v3', username: 'robot' });
    const { values: only } = await gathered({ 'clouds-yaml': clouds }, { ...job, OS_CLOUD: 'envvars' });
    expect(only).toMatchObject({ 'auth-url': 'https://clouds.example/v3' });
  });

  test('says that it named a cloud that is not there', async () => {
    for (const inputs of [{ 'clouds-yaml': two }, {}]) {
      expect(await refusal(gathered(inputs, { ...job, OS_CLOUD: 'dev' }, { 'clouds.yaml': two }))).toMatchObject({
        code: 'cloud-unknown',
        reasons: ['It is the variable `OS_CLOUD` that names it.'],
      });
    }
  });

  test.each([
    ['lacks one', '', 'job secret'],
    ['says how to log in', ', auth_type: v3oidcpassword, client_secret: s', 'job secret'],
    ['shows a certificate', ', key: k', 'job secret'],
    ['has one', ', password: own', 'own'],
    ['has another secret', ', token: t', undefined],
  ])('takes OS_PASSWORD where the cloud %s', async (_, more, expected) => {
    const file = `clouds: {prod: {auth: {auth_url: "https://clouds.example/v3", username: robot}${more}}}`;
    const environment = { ...job, OS_CLOUD: 'prod' };
    expect((await gathered({ 'clouds-yaml': file }, environment)).values['password']).toBe(expected);
    expect((await gathered({}, environment, { 'clouds.yaml': file })).values['password']).toBe(expected);
    // A cloud that is named otherwise stands alone.
    const alone = await gathered({ 'clouds-yaml': file, cloud: 'prod' }, environment);
    expect(alone.values['password']).toBe(expected === 'own' ? 'own' : undefined);
  });
});

test('OS_CLIENT_CONFIG_FILE alone is its only cloud', async () => {
  const file = 'clouds: {prod: {auth: {auth_url: "https://clouds.example/v3"}, regions: [north, south]}}';
  const environment = { OS_CLIENT_CONFIG_FILE: '/c.yaml', OS_REGION_NAME: 'south', OS_USERNAME: 'jo' };
  const { values } = await gathered({ 'project-id': 'p1' }, environment, { '/c.yaml': file });
  expect(values).toEqual({ 'auth-url': 'https://clouds.example/v3', 'region-name': 'south', 'project-id': 'p1' });
  expect((await gathered({}, { ...job, OS_CLIENT_CONFIG_FILE: '/c.yaml' }, { '/c.yaml': file })).values).toMatchObject({
    'auth-url': 'https://job.example/v3',
  });
  const several = file.replace('prod', 'test: {}, prod');
  expect(await refusal(gathered({}, environment, { '/c.yaml': several }))).toMatchObject({
    message: 'The input `cloud` is not given, and the file /c.yaml has test, prod.',
  });
});

test('takes blanks for nothing, but in secrets', async () => {
  expect((await gathered({ openrc: ' ', cloud: '\n', username: ' \t', password: ' ' }, job)).values).toEqual({
    'auth-url': 'https://job.example/v3',
    username: 'robot',
    password: ' ',
  });
  const files = { 'clouds.yaml': clouds.replace('robot', '" robot "') };
  expect((await gathered({ 'clouds-yaml': ' ', cloud: ' prod ', 'project-id': ' p1 ' }, {}, files)).values).toEqual({
    'auth-url': 'https://clouds.example/v3',
    username: 'robot',
    'project-id': 'p1',
  });
  expect((await gathered({ 'clouds-yaml': ' ', cloud: 'elastx' })).values).toHaveProperty('auth-url');
});

test('gives nothing where there is nothing', async () => {
  expect(await gathered({}, { HOME: '/home/jo' })).toEqual({ values: {}, debug: [], warnings: [], sealed: [] });
});

test.each(['cloud', 'clouds-yaml'])('refuses an openrc beside %s', async (name) => {
  expect(await refusal(gathered({ openrc, [name]: 'prod' }))).toEqual({
    code: 'input-invalid',
    message: `The inputs \`openrc\` and \`${name}\` are both given, and each says where to go and who logs in.`,
    reasons: [],
    advice: ['Give one of them. An input of its own can replace any value of it, for example `project-id`.'],
  });
});

test('passes on why an openrc is refused', async () => {
  await expect(gathered({ openrc: 'OS_PASSWORD="' })).rejects.toThrow(Failure);
});

test.each(['a', 'abc', 'long enough\nab\nlong enough'])(
  'warns of what the mask of a short secret hides: %j',
  async (password) => {
    const { warnings, sealed } = await gathered({ 'auth-url': 'https://cloud.example/v3', password });
    expect(sealed).toContain(password);
    expect(warnings).toEqual([
      'The input `password` has fewer than four characters, or a line that has. They are hidden wherever they stand in the log.',
    ]);
  },
);

test('does not warn of longer ones, nor of the last line of a key', async () => {
  const inputs = { 'auth-url': 'https://cloud.example/v3', password: 'abcd\n\nabcd', key: 'x' };
  expect((await gathered(inputs)).warnings).toEqual([]);
});

test('tells of a misspelt input where the right one is wanting', async () => {
  const around = surroundings({}, { 'INPUT_USER-NAME': 'alice' });
  const { hints } = await gatherOptions({ ...around, input: () => '', debug: () => {}, warning: () => {} });
  expect(hints.get('username')).toBe('The input `user-name` is none of this action: perhaps `username` is meant.');
});
