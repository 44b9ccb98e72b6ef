import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Named, Session } from '../../src/identity.ts';
import { printable, seal } from '../../src/runner/log.ts';
import { report } from '../../src/runner/report.ts';
import { readSettings } from '../../src/runner/settings.ts';
import { cell } from '../../src/runner/summary.ts';
import { Secret } from '../../src/secret.ts';
import { anyText } from '../support/any-text.ts';
import { session, token } from '../support/session.ts';
import { inputs, inStep } from '../support/step.ts';

let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'keystone-token-'));
});
afterAll(() => rmSync(temp, { recursive: true }));

let summaries = 0;

async function reported(of: Session, given: Record<string, string> = {}): Promise<{ log: string; summary: string }> {
  const path = join(temp, String(summaries++));
  const { stdout } = await inStep(inputs(given), () => {
    process.env['GITHUB_STEP_SUMMARY'] = path;
    report(of, readSettings());
  });
  return { log: stdout, summary: readFileSync(path, 'utf8') };
}

function lines(log: string): string[] {
  return log.trimEnd().split('\n');
}

test('tells who, where, what for, with which roles and until when', async () => {
  const { log } = await reported(session);
  expect(lines(log)).toEqual([
    'Logged in at cloud.example as alice (u1) by password.',
    'Project web (p1) of the domain Default (d1); roles: member, reader.',
    'The token is in the output `token` and in $OS_TOKEN, and lasts until 2026-11-22T11:00:00.000Z (60 min); it is revoked when the job ends.',
  ]);
});

test.each([
  [{ export: 'none' }, 'The token is in the output `token`, and'],
  [{ export: 'terraform' }, 'in the output `token` and in $OS_TOKEN and in $OS_AUTH_TOKEN, and'],
  [
    { export: 'openstack', 'token-variable': 'Token' },
    'and in the clouds.yaml of $OS_CLIENT_CONFIG_FILE and in $Token, and',
  ],
  [{ export: 'swift', 'token-variable': 'OS_AUTH_TOKEN' }, 'in the output `token` and in $OS_AUTH_TOKEN, and'],
  [{ revoke: 'false' }, '(60 min).'],
])('tells where the token is: %j', async (given, text) => {
  expect((await reported(session, given)).log).toContain(text);
});

const own = { ...token, exchangeable: false, revocable: false };
const applicationCredential = {
  id: 'ac1',
  name: 'keystone-token o/r run 1-1',
  secret: new Secret('ac-secret'),
  expiresAt: new Date('2026-11-22T16:00:00Z'),
};

test.each([
  ['token', ' and in $OS_TOKEN'],
  ['openstack', ''],
  ['terraform', ''],
  ['swift', ' and in $OS_AUTH_TOKEN'],
])('tells of the application credential of this job: %s', async (name, place) => {
  const { log, summary } = await reported({ ...session, token: own, applicationCredential }, { export: name });
  expect(lines(log).slice(2)).toEqual([
    `The token is in the output \`token\`${place}, and lasts until 2026-11-22T11:00:00.000Z (60 min); it is revoked when the job ends.`,
    "The application credential keystone-token o/r run 1-1 (ac1) is this job's own, until 2026-11-22T16:00:00.000Z; it is deleted when the job ends.",
  ]);
  expect(summary).toContain('Application credential</th><td><code>keystone-token o/r run 1-1 (ac1)</code>');
});

test('with `revoke: false` it is not said to be deleted', async () => {
  const { log } = await reported({ ...session, token: own, applicationCredential }, { revoke: 'false' });
  expect(log).toContain("(ac1) is this job's own, until 2026-11-22T16:00:00.000Z.\n");
});

test.each([
  [undefined, 'are deleted when the job ends'],
  [new Secret('ST'), 'end by themselves after six hours'],
])('tells of the keys to the object store (%#)', async (sessionToken, end) => {
  const keys = { accessKey: new Secret('AK'), secretKey: new Secret('SK'), ...(sessionToken && { sessionToken }) };
  const { log } = await reported({ ...session, objectStore: { keys, endpoint: 'https://s3.example' } });
  expect(log).toContain(
    `The keys for https://s3.example are in $AWS_ACCESS_KEY_ID and $AWS_SECRET_ACCESS_KEY, and ${end}.\n`,
  );
});

test('writes no summary where none is wanted', async () => {
  await expect(reported(session, { summary: 'false' })).rejects.toThrow('ENOENT');
});

test('a name that is a secret is hidden with whatever blanks are in it', async () => {
  const name = 'two  blanks\tand more';
  await inStep({}, () => void seal(name));
  const { log, summary } = await reported({ ...session, token: { ...token, user: { id: 'u1', name } } });
  expect(log).toContain('as *** (u1)');
  expect(log + summary).not.toContain('and more');
});

test('tells of a token that will not be revoked', async () => {
  const { log } = await reported({ ...session, token: { ...token, revocable: false } });
  expect(log).toContain('(60 min), also after the job: Keystone does not revoke such a token.');
});

test.each([
  ['domain', 'Domain Default (d1); roles: member, reader.'],
  ['system', 'The whole system; roles: member, reader.'],
  ['unscoped', 'No scope; roles: member, reader.'],
] as const)('tells of the scope: %s', async (scope, line) => {
  const { log, summary } = await reported({ ...session, token: { ...token, scope, lifetime: 86_400 } });
  expect(lines(log)[1]).toBe(line);
  expect(log).toContain('(24 h)');
  expect(summary).not.toContain('Project');
});

test('tells of regions to choose from, and of the roles there are not', async () => {
  const { project: _, domain: __, ...bare } = token;
  const endpoints = { ...session.endpoints, region: '', regions: ['RegionOne', 'RegionTwo'] };
  const { log } = await reported({ ...session, endpoints, token: { ...bare, roles: [] } });
  expect(log).toContain('Project none of the domain none; roles: none.');
  expect(log).toContain(
    '::warning title=Keystone token::The catalogue has the regions RegionOne, RegionTwo, and nothing says which of them is meant.',
  );
});

test('the summary is a table, with the endpoints folded away', async () => {
  const { summary } = await reported(session);
  expect(unescaped(summary)).toBe(`<h3>Keystone token</h3>
<table>
<tr><th align="left">Cloud</th><td><code>cloud.example</code></td></tr>
<tr><th align="left">User</th><td><code>alice (u1)</code></td></tr>
<tr><th align="left">Project</th><td><code>web (p1) of the domain Default (d1)</code></td></tr>
<tr><th align="left">Roles</th><td><code>member, reader</code></td></tr>
<tr><th align="left">Method</th><td><code>password</code></td></tr>
<tr><th align="left">Valid until</th><td><code>2026-11-22T11:00:00.000Z (60 min)</code></td></tr>
</table>
<details><summary>Endpoints in <code>RegionOne</code></summary>
<table>
<tr><th align="left"><code>object-store, swift</code></th><td><code>https://store.example/v1/AUTH_p1</code></td></tr>
<tr><th align="left"><code>container-infra</code></th><td><code>https://magnum.example/{x}</code></td></tr>
</table>
</details>
`);
});

test('the summary has no empty fold, and stays small', async () => {
  const none = { ...session.endpoints, urls: new Map(), region: '', regions: [] };
  expect((await reported({ ...session, endpoints: none })).summary).not.toContain('<details>');
  const urls = new Map(
    Array.from({ length: 5000 }, (_, n) => [`type-${n}`, `https://${'x'.repeat(2000)}.example/${n}`]),
  );
  const { summary } = await reported({ ...session, endpoints: { ...none, urls } });
  expect(summary).toContain('<summary>Endpoints</summary>');
  expect(Buffer.byteLength(summary)).toBeLessThan(512 * 1024);
});

test('a runner without summaries is no fault', async () => {
  const { error, stdout } = await inStep({}, () => {
    delete process.env['GITHUB_STEP_SUMMARY'];
    report(session, readSettings());
  });
  expect(error).toBeUndefined();
  expect(stdout).toContain('::debug::This runner has no summaries.');
});

const hostile = fc.oneof(
  anyText,
  fc.constantFrom(
    '::error::gone',
    '##[error]gone',
    '</code></td><script>alert(1)</script>',
    '[x](https://evil.example) **b** `c` | @octocat #1 :tada: www.evil.example',
    '\r\n::add-mask::x',
    '\n\n# Heading\n',
    '&#60;b&#62;',
    '\u202egnidael\u2028',
    '\u001b[31m',
  ),
);

test('no name from a server is Markdown, HTML or a command', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, fc.array(hostile), async (name, roles) => {
      const named: Named = { id: name, name };
      const odd: Session = {
        ...session,
        token: { ...token, user: named, project: named, domain: named, roles, methods: roles },
        endpoints: { urls: new Map([[name, name]]), region: name, regions: [name, 'x'], interfaces: ['public'] },
      };
      const { log, summary } = await reported(odd);
      expect(log.replace('::warning title=Keystone token::', '')).not.toMatch(
        /^\s*::|##\[|[^\n\P{C}]|[\u2028\u2029]/mu,
      );
      expect(lines(log)).toHaveLength(name === '' ? 4 : 3);
      const frame = summary.replaceAll(/<code>(?:[^<>&"'\n]|&#\d+;)*<\/code>/gu, '·').replaceAll('\n', '');
      const row = '<tr><th align="left">·</th><td>·</td></tr>';
      const rows = ['Cloud', 'User', 'Project', 'Roles', 'Method', 'Valid until'].map((is) => row.replace('·', is));
      const heading = name === '' ? 'Endpoints' : 'Endpoints in ·';
      expect(frame).toBe(
        `<h3>Keystone token</h3><table>${rows.join('')}</table>` +
          `<details><summary>${heading}</summary><table>${row}</table></details>`,
      );
    }),
    { numRuns: 60 },
  );
});

test('what a user keeps as a secret stands in a cell as it is', () => {
  const names = ['alice@example.com', 'a.b-c_d+e!f', 'https://cloud.example:5000/v3', '*a_b*', '`x`', 'юзер'];
  expect(names.map(cell)).toEqual(names.map((name) => `<code>${name}</code>`));
  expect(cell(`<a href="x">&'`)).toBe('<code>&#60;a href=&#34;x&#34;&#62;&#38;&#39;</code>');
});

test('a cell says what it was given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(unescaped(cell(text))).toBe(`<code>${printable(text).replace(/\s+/g, ' ')}</code>`);
    }),
  );
});

test('a cell hides secrets, is one line, and is cut', async () => {
  let shown = '';
  await inStep({}, () => {
    seal('gAAAAhidden');
    shown = cell('x gAAAAhidden y');
  });
  expect(shown).toBe('<code>x *** y</code>');
  expect(cell('a\n\n b')).toBe('<code>a b</code>');
  expect(cell('x'.repeat(1000))).toBe(`<code>${'x'.repeat(300)}…</code>`);
});

function unescaped(html: string): string {
  return html.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}
