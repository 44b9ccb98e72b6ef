import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cloudsYaml } from '../../../../src/credentials/sources/clouds-yaml/clouds-yaml.ts';
import { Failure } from '../../../../src/failure.ts';
import { surroundings } from './surroundings.ts';

const runs = { numRuns: 200 };

/** What a text as clouds.yaml ends in, which is never anything but entries or a Failure. */
async function outcome(text: string, cloud?: string): Promise<{ texts: string[]; said: string; sealed: string[] }> {
  const around = surroundings({ 'clouds.yaml': text, 'secure.yaml': text, 'clouds-public.yaml': text });
  try {
    const entries = await cloudsYaml({ cloudsYaml: 'clouds.yaml', ...(cloud && { cloud }) }, around);
    return {
      texts: entries.map((entry) => entry.text),
      said: entries.map(({ from }) => from).join(),
      sealed: around.sealed,
    };
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return { texts: [], said: [error.message, ...error.reasons, ...error.advice].join('\n'), sealed: around.sealed };
  }
}

/** YAML's own signs, as they do not come in a text of random characters. */
const yamlish = fc
  .array(
    fc.oneof(
      fc.constantFrom('clouds:', 'a:', 'auth:', 'auth_url:', 'password:', 'regions:', 'profile:', 'otc', 'null'),
      fc.constantFrom('\n', '\n  ', '\n    ', '- ', '? ', ': ', '&x ', '*x', '!t ', '!!str ', '<<: ', '---\n', '%TAG '),
      fc.constantFrom('{', '}', '[', ']', ',', '"', "'", '|', '>', '#', '\t', '\r', '`', '@', '\\', '\ufeff', '\u0000'),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('no text does anything but give entries or a Failure', async () => {
  await fc.assert(
    fc.asyncProperty(yamlish, (text) => outcome(text).then(() => true)),
    runs,
  );
});

const keys = [
  'auth',
  'auth_url',
  'auth-url',
  'username',
  'password',
  'project_id',
  'tenant_name',
  'domain_name',
  'default_domain_id',
  'profile',
  'cloud',
  'region_name',
  'regions',
  'name',
  'values',
  'verify',
  'insecure',
  'cacert',
  'key',
  'interface',
  'endpoint_type',
  'auth_type',
  'token',
  '__proto__',
  'constructor',
];
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(
      '',
      'otc',
      'vexxhost',
      'rackspace',
      'https://x',
      '{region_name}',
      '{',
      '{{a}}',
      'true',
      'no',
      'a,b',
      null,
      1,
    ),
    fc.string(),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('tree')),
  ),
}));

test('no tree of values does anything but give entries or a Failure', async () => {
  const written = fc.record({
    clouds: fc.record({ a: tree }),
    'public-clouds': fc.dictionary(fc.constantFrom('otc', 'x'), tree),
  });
  await fc.assert(
    fc.asyncProperty(written, (value) => outcome(JSON.stringify(value), 'a').then(() => true)),
    runs,
  );
});

// Long enough not to be part of our own words.
const secret = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }).filter((text) => text.trim().length >= 8);
const escaped = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const withSecret = (written: string): string =>
  `clouds:\n  a:\n    auth:\n      auth_url: https://cloud.example/v3\n      password: ${written}\n      username: jo\n  b: {auth: {token: ${written}}}\n`;

test('a secret is taken as it is, and is sealed', async () => {
  await fc.assert(
    fc.asyncProperty(secret, async (text) => {
      const { texts, sealed } = await outcome(withSecret(escaped(text)), 'a');
      expect(texts).toContain(text);
      expect(new Set(sealed)).toEqual(new Set([text]));
    }),
    runs,
  );
});

test('no secret is in what is said of a file, however broken it is', async () => {
  const style = fc.constantFrom<(text: string) => string>(
    escaped,
    (text) => text,
    (text) => `'${text}'`,
    (text) => `"${text}"`,
    (text) => `*${text}`,
    (text) => `!${text} x`,
    (text) => `&${text} *${text}`,
    (text) => `|${text}`,
    (text) => `{${text}`,
  );
  const damage = fc.array(
    fc.tuple(fc.nat(), fc.constantFrom('', '"', "'", '\n', '\t', ':', '{', '[', '*', '!', '#', '---')),
    { maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(secret, style, damage, fc.option(fc.constant('a')), async (text, write, changes, cloud) => {
      const whole = withSecret(write(text));
      const broken = changes.reduce((left, [place, by]) => {
        const at = place % (left.length + 1);
        return `${left.slice(0, at)}${by}${left.slice(by === '' ? at + 1 : at)}`;
      }, whole);
      const { said } = await outcome(broken, cloud ?? undefined);
      expect(said).not.toContain(text.trim());
    }),
    { numRuns: 400 },
  );
});
