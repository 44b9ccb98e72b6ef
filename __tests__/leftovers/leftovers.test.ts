import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { exported } from '../../src/exported.ts';
import { Leftovers } from '../../src/leftovers/leftovers.ts';
import type { IssuedToken } from '../../src/leftovers/token.ts';
import type { AnyLeftover } from '../../src/leftovers/undo.ts';
import { type Directory, newDirectory, pathIn } from '../../src/runner/files.ts';
import { Secret } from '../../src/secret.ts';
import { inStep, type Left } from '../support/step.ts';

const cloud = 'https://cloud.example';

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(nock.restore);

function issued(id: string, known: Partial<IssuedToken> = {}): IssuedToken {
  return { kind: 'token', id: new Secret(id), ...known };
}

const until = (time: string) => ({ until: new Date(time), revocable: true });
const parent = issued('parent-token', until('2100-01-01'));
const child = issued('child-token', until('2100-01-02'));
const two = [parent, child];

function refused(status: number, message: string) {
  return [status, { error: { code: status, message, title: 'Refused' } }] as const;
}

interface Answer {
  readonly token?: string;
  readonly answer: readonly [status: number, body?: object | string] | Error;
}

function revocation({ token, answer }: Answer): void {
  const request = nock(cloud, token === undefined ? {} : { reqheaders: { 'x-subject-token': token } }).delete(
    '/v3/auth/tokens',
  );
  if (answer instanceof Error) {
    request.replyWithError(answer);
  } else {
    request.reply(...answer);
  }
}

/** What taking these back leaves: what is printed, and the list. */
async function takenBack(
  items: readonly AnyLeftover[],
  variables: Record<string, string> = {},
  before: () => void = () => {},
): Promise<Left & { readonly left: readonly (readonly [string, unknown])[] }> {
  const left = await inStep(variables, async () => {
    before();
    const leftovers = new Leftovers({ endpoint: new URL(`${cloud}/v3`), trust: { insecure: false } });
    leftovers.add(...items);
    await leftovers.takeBack(10);
  });
  expect(left.error).toBeUndefined();
  const saved: { leftovers: { kind: string; id: unknown }[] } = JSON.parse(left.state['leftovers-0'] ?? '');
  return { ...left, left: saved.leftovers.map(({ kind, id }) => [kind, id]) };
}

test('revokes tokens, and says so in a line', async () => {
  revocation({ token: 'child-token', answer: [204] });
  revocation({ token: 'parent-token', answer: [204] });
  const { stdout, left } = await takenBack(two);
  expect(stdout).toBe('2 tokens of cloud.example are revoked.\n');
  expect(left).toEqual([]);
});

test.each([
  [10, ['child-token', 'answered', 'parent-token', 'answered']],
  [1500, ['child-token', 'parent-token', 'answered', 'answered']],
])(
  'the newest is undone first, and one that takes %d ms keeps the next waiting for a second',
  async (time, expected) => {
    const order: string[] = [];
    nock(cloud)
      .delete('/v3/auth/tokens')
      .twice()
      .reply(async (request: Request) => {
        order.push(String(request.headers.get('x-subject-token')));
        await new Promise((resolve) => setTimeout(resolve, time));
        order.push('answered');
        return [204];
      });
    await takenBack(two);
    expect(order).toEqual(expected);
  },
);

test.each([
  ['a 401 of Keystone', parent, refused(401, 'Required.'), 'The token of cloud.example had ended before.\n'],
  ['a 404 of Keystone', parent, refused(404, 'Not found.'), 'The token of cloud.example had ended before.\n'],
  [
    'a 404 of Keystone, for a token that it does not revoke',
    { ...parent, revocable: false },
    refused(404, 'Not found.'),
    'The token of cloud.example is of a kind that Keystone does not revoke. It stays valid until 2100-01-01T00:00:00.000Z.\n',
  ],
  [
    'a 401 of Keystone, for a token that it does not revoke',
    { ...parent, revocable: false },
    refused(401, 'Required.'),
    'The token of cloud.example is of a kind that Keystone does not revoke. It stays valid until 2100-01-01T00:00:00.000Z.\n',
  ],
  [
    'a 403 of Keystone, for a token that it does not revoke',
    issued('t', { revocable: false }),
    refused(403, 'No.'),
    'The token of cloud.example is of a kind that Keystone does not revoke. It stays valid until it expires.\n',
  ],
])('%s leaves nothing to be done', async (_, token, answer, said) => {
  revocation({ answer });
  const { stdout, left } = await takenBack([token]);
  expect({ stdout, left }).toEqual({ stdout: said, left: [] });
});

test.each([
  ['a portal’s 200', parent, [200, '<html>'], '200', '2100-01-01T00:00:00.000Z'],
  ['a 404 page', parent, [404, '<html>'], '404', '2100-01-01T00:00:00.000Z'],
  [
    'a gateway’s 401',
    parent,
    [401, { error_code: 'APIGW.0307', error_msg: 'The token must be updated.' }],
    '401 “The token must be updated.”',
    '2100-01-01T00:00:00.000Z',
  ],
  ['a 403 of Keystone', parent, refused(403, 'No.'), '403 “No.”', '2100-01-01T00:00:00.000Z'],
  [
    'a 404 of Keystone, for a token of which it has not told its kind',
    issued('parent-token'),
    refused(404, 'Not found.'),
    '404 “Not found.”',
    'it expires',
  ],
] as const)('%s is no revocation', async (_, token, answer, why, end) => {
  revocation({ answer });
  const { stdout, left } = await takenBack([token]);
  expect(stdout).toBe(
    `::warning title=Keystone token::The token of cloud.example could not be revoked: ${why}. It may stay valid until ${end}.\n`,
  );
  expect(left).toEqual([['token', { secret: 'parent-token' }]]);
});

const expired = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' });

test.each([
  [parent, child, '2100-01-02T00:00:00.000Z'],
  [child, issued('parent-token'), 'they expire'],
])('a server that cannot be reached is one warning, with the later end', async (one, other, end) => {
  revocation({ answer: expired });
  revocation({ answer: expired });
  const { stdout, left } = await takenBack([one, other]);
  expect(stdout).toMatch(
    /^::warning .*::2 tokens of cloud.example could not be revoked: The revocation at .* has expired\. They may stay valid until /,
  );
  expect(stdout).toContain(`valid until ${end}.`);
  expect(stdout.match(/::warning/g)).toHaveLength(1);
  expect(left).toHaveLength(2);
});

test('what could not be undone is left for another try, and what could is told', async () => {
  revocation({ token: 'parent-token', answer: [204] });
  revocation({ token: 'child-token', answer: refused(403, 'No.') });
  const { stdout, left } = await takenBack(two);
  expect(stdout).toContain('The token of cloud.example is revoked.\n');
  expect(left).toEqual([['token', { secret: 'child-token' }]]);
});

test('a clock that has jumped, or a token that ended before it began, keeps nobody from asking', async () => {
  revocation({ answer: [204] });
  const { stdout } = await takenBack([issued('t', until('1970-01-01'))]);
  expect(stdout).toBe('The token of cloud.example is revoked.\n');
});

test('an error nobody foresaw is a warning, and its text is not shown', async () => {
  class Broken extends Secret {
    #reads = 0;
    override reveal(): string {
      this.#reads += 1;
      if (this.#reads > 2) {
        throw new Error('with a secret in it');
      }
      return 'text';
    }
  }
  const { stdout } = await inStep({}, async () => {
    const leftovers = new Leftovers({ endpoint: new URL(`${cloud}/v3`), trust: { insecure: false } });
    leftovers.add({ kind: 'token', id: new Broken('text') });
    await leftovers.takeBack(10);
  });
  expect(stdout).toMatch(
    /^::warning .*could not be revoked: an internal error\. It may stay valid until it expires\.\n$/,
  );
});

function filled(directory: Directory): void {
  mkdirSync(pathIn(directory));
  writeFileSync(pathIn(directory, 'clouds.yaml'), 'x');
}

test('undoes the newest first: variables, files, tokens', async () => {
  const directory = newDirectory();
  const variables = [exported('OS_TOKEN', 't'), exported('OS_CLOUD', 'c')];
  let there: boolean | undefined;
  nock(cloud)
    .delete('/v3/auth/tokens')
    .reply(() => {
      there = existsSync(pathIn(directory));
      return [204];
    });
  const { stdout, environment, left } = await takenBack(
    [parent, directory, ...variables],
    { OS_TOKEN: 't', OS_CLOUD: 'changed' },
    () => filled(directory),
  );
  expect(stdout).toBe('Its files are removed. The token of cloud.example is revoked.\n');
  expect({ environment, there, left }).toEqual({ environment: { OS_TOKEN: '' }, there: false, left: [] });
});

test('files that are gone already are no word', async () => {
  expect(await takenBack([newDirectory()])).toMatchObject({ stdout: '', left: [] });
});

test('without RUNNER_TEMP there is no directory of ours', async () => {
  const left = await takenBack([newDirectory()], {}, () => {
    delete process.env['RUNNER_TEMP'];
  });
  expect(left).toMatchObject({ stdout: '', left: [] });
});

test('tokens of a kind that is not revoked are told together', async () => {
  revocation({ answer: refused(404, 'Not found.') });
  revocation({ answer: refused(404, 'Not found.') });
  const { stdout } = await takenBack([parent, child].map((token) => ({ ...token, revocable: false })));
  expect(stdout).toBe(
    '2 tokens of cloud.example are of a kind that Keystone does not revoke. They stay valid until 2100-01-02T00:00:00.000Z.\n',
  );
});

test('what the system does not let go is a warning that names it, and the token is revoked all the same', async () => {
  revocation({ answer: [204] });
  const directory: Directory = { kind: 'directory', id: 'self' };
  const { stdout, left } = await takenBack([parent, directory, exported('OS_TOKEN', 't')], {
    OS_TOKEN: 't',
    RUNNER_TEMP: '/proc',
    GITHUB_ENV: '/nowhere/env',
  });
  expect(stdout).toBe(
    '::warning title=Keystone token::The variables that the step had set could not be blanked: the runner takes none.\n' +
      '::warning title=Keystone token::The files in /proc/self could not be removed. Remove them: there is a token in them.\n' +
      'The token of cloud.example is revoked.\n',
  );
  expect(left).toEqual([
    ['directory', 'self'],
    ['variable', 'OS_TOKEN'],
  ]);
});

test('what is known of a token later counts, and one that is forgotten is not undone', async () => {
  revocation({ token: 'parent-token', answer: refused(404, 'Not found.') });
  const { stdout } = await inStep({}, async () => {
    const leftovers = new Leftovers({ endpoint: new URL(`${cloud}/v3`), trust: { insecure: false } });
    leftovers.add(issued('parent-token'));
    leftovers.add(child);
    leftovers.add(parent);
    leftovers.forget({ kind: 'token', id: child.id });
    await leftovers.takeBack(10);
  });
  expect(stdout).toBe('The token of cloud.example had ended before.\n');
});
