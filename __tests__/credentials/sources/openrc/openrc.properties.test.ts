// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is bash's here.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readOpenrc } from '../../../../src/credentials/sources/openrc/openrc.ts';
import type { Variable } from '../../../../src/credentials/sources/variables.ts';
import { Failure } from '../../../../src/failure.ts';
import { Secret } from '../../../../src/secret.ts';
import { sourced } from './bash.ts';

function entries(text: string, seal = (secret: string) => new Secret(secret)): readonly Variable[] {
  const readFile = () => {
    throw new Error('ENOENT');
  };
  return readOpenrc(text, { readFile, seal }).variables;
}

function known(variables: readonly Variable[]): [string, string][] {
  return variables.flatMap(({ name, text }): [string, string][] => (text ? [[name, text]] : []));
}

function read(text: string, seal?: (secret: string) => Secret): Record<string, string> {
  return Object.fromEntries(known(entries(text, seal)));
}

// Texts with what shells care about, and with what people put into passwords.
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...`'"\\$\`!#&|;<>(){}[]*?~=^% \t`),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  })
  .filter((value) => !/[\0\r\n]/.test(value));

const quotings: readonly ((value: string) => string)[] = [
  (value) => `'${value.replaceAll("'", "'\\''")}'`,
  (value) => `"${value.replaceAll(/[\\"$`]/g, '\\$&')}"`,
  (value) => value.replaceAll(/[^A-Za-z0-9_]/gu, '\\$&') || "''",
  (value) => `$'${value.replaceAll(/[\\']/g, '\\$&')}'`,
  (value) => `$'${Array.from(Buffer.from(value), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`,
  // Here bash wants single quotes in pairs, though they stand for themselves, and looks for `<(…)`.
  (value) => `"\${OS_NOT_SET:-${value.replaceAll(/['<>]/g, '').replaceAll(/[\\"$`}]/g, '\\$&')}}"`,
];

const quoted = fc
  .array(fc.tuple(text, fc.constantFrom(...quotings)), { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.map(([value, quote]) => quote(value)).join(''));

const line = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('', '', 'export ', '  export ', 'declare -x ', 'export OS_Z=z ', 'true && ', 'OS_Z=z; '),
      fc.constantFrom('OS_A', 'OS_B', 'OS_PASSWORD', 'OTHER'),
      fc.constantFrom('=', '=', '=', '=$OS_GIVEN\\-', '="${OS_GIVEN}"', '=${OS_GIVEN#*a}', '+='),
      quoted,
      fc.constantFrom('', '', ' # comment "', ' ;', ' &&\\\n true'),
    )
    .map((pieces) => pieces.join('')),
  fc.constantFrom(
    'if [ -r /nowhere ]; then OS_A=1; OS_C=2; else OS_A=1; fi',
    'grep -q x /dev/null && export OS_B=found',
    'grep -q x /dev/null || OS_B="lost$OS_A"',
    'for x in 1 2; do [ -n "$LATER" ] && OS_D=late; OS_E=$LATER; LATER=$x; done',
    'while false; do OS_A=never; done',
    'case "$OS_A" in a*) OS_C=case ;; *) OS_E=$OS_B ;; esac',
    'f() { [ -n "$LATER" ] && OS_C=function; OS_E=$OS_A; LATER=1; }',
    'f',
    'true && f || unset OS_E',
    '(OS_A=sub; f); OS_C=${OS_A#s}',
    'OS_D=${OS_A:+alt}${OS_B%%b*}',
    '[ ! "$OS_A" = "$OS_B" -a -n "$OS_GIVEN" ] && OS_E=both',
    '[[ -z $OS_A && ${OS_D:=assigned} ]] || OS_E=either',
    '{ OS_C=$(echo command); } | cat',
    'OS_C=$(echo command); [ "$OS_C" = x ] && unset OS_B',
    'eval "OS_B=evaluated"',
    '# a comment with \' and "',
    'unset OS_A',
    'if [ -z "$OS_A" ]; then unset OS_A; fi',
    'if [[ -z $OS_A ]] || [[ "$OS_A" != x ]]; then\n OS_C=c\nelse\n OS_C=d\nfi',
    '[ -n "$OS_B" ] && OS_D=d',
    'echo "Please enter your password for $OS_A: "',
    'cat <<END > /dev/null\nOS_A=no\nEND',
    '',
  ),
);

const file = fc
  .array(line, { minLength: 1, maxLength: 8 })
  .map((lines) => `export OS_GIVEN='given a'\nOTHER=\n${lines.join('\n')}\n`);

test('reads what bash reads, however it is quoted', () => {
  fc.assert(
    fc.property(fc.array(file, { minLength: 50, maxLength: 50 }), (files) => {
      for (const [index, inBash] of sourced(files).entries()) {
        const found = entries(files[index] ?? '');
        const open = new Set(found.flatMap(({ name, text }) => (text === undefined ? name : [])));
        const told = Object.entries(inBash).filter(([name]) => !open.has(name));
        expect({ file: files[index], values: Object.fromEntries(known(found)) }).toEqual({
          file: files[index],
          values: Object.fromEntries(told),
        });
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

const pieces = fc.constantFrom(
  ...['OS_A=', 'export ', '$OS_A', '${', '}', '$(', '`', '"', "'", '\\', '$', '(', ')', '((', '[[ ', ' ]]', '[ ', ' ]'],
  ...[
    'if ',
    'then ',
    'fi',
    'for ',
    'do ',
    'done',
    'case ',
    'esac',
    '{ ',
    '; ',
    '&& ',
    '|| ',
    '| ',
    '& ',
    '! ',
    '<<E',
    '\n',
  ],
  ...[
    '$env:OS_A = ',
    '@"\n',
    '\n"@',
    '<#',
    '#',
    'Set-Item Env:OS_A ',
    'set OS_A=',
    'set "OS_A=',
    'setx OS_A ',
    '%OS_A%',
    '^',
  ],
  ...[
    'read ',
    'unset ',
    'declare ',
    'test ',
    'a',
    '=',
    '+=',
    '~',
    '*',
    '?',
    '\t',
    '\r',
    '\0',
    '\uFEFF',
    '\u2028',
    '\ud800',
    '“',
  ],
);
const junk = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }).map((all) => `OS_A=${all}`),
);

test('whatever it is given, it reads it or refuses it', () => {
  fc.assert(
    fc.property(junk, fc.constantFrom('', 'export OS_B=', '$env:OS_B = ', 'set OS_B='), (content, start) => {
      try {
        for (const [name, value] of Object.entries(read(start + content))) {
          expect(name).toMatch(/^OS_[A-Z0-9_]+$/);
          expect(value).not.toBe('');
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }),
    { numRuns: 1000 },
  );
});

// No message has two of these characters side by side, so that what is found of them comes from the secret.
const secret = fc.string({
  unit: fc.constantFrom(...'zq7zq7zq7zq7$$`\'"\\%^&|<>(){}[]!#~*?=@ '),
  minLength: 4,
  maxLength: 24,
});
const forms: readonly ((value: string) => string)[] = [
  (value) => `export OS_PASSWORD=${value}`,
  (value) => `export OS_PASSWORD="${value}"`,
  (value) => `export OS_PASSWORD='${value}'`,
  (value) => `X="${value}"; OS_USERNAME=me; OS_TOKEN=$X`,
  (value) => `if [ -z "${value}" ]; then OS_PASSWORD="${value}"; fi`,
  (value) => `$env:OS_PASSWORD = "${value}"`,
  (value) => `$env:OS_PASSWORD = ${value}`,
  (value) => `set OS_PASSWORD=${value}`,
  (value) => `set "OS_PASSWORD=${value}"`,
  (value) => value,
];

test('no refusal and no warning shows a part of a secret', () => {
  fc.assert(
    fc.property(secret, fc.constantFrom(...forms), fc.boolean(), (value, form, horizon) => {
      const said: unknown[] = [];
      try {
        const given = `${horizon ? '# With Keystone you pass the keystone password.\n' : ''}${form(value)}\n`;
        const { warnings } = readOpenrc(given, { readFile: () => '', seal: (hidden) => new Secret(hidden) });
        said.push(...warnings);
      } catch (error) {
        const { message, reasons, advice } =
          error instanceof Failure ? error : new Failure('internal', { message: 'zz' });
        said.push(message, reasons, advice);
      }
      expect(JSON.stringify(said)).not.toMatch(/[zq7]{2}/);
    }),
    { numRuns: 1500 },
  );
});

test('seals what it reads of a secret, and all of it', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...quotings), (value, quote) => {
      const sealed: string[] = [];
      const { OS_PASSWORD: password } = read(`OS_X=x\nOS_PASSWORD=${quote(value)}`, (hidden) => {
        sealed.push(hidden);
        return new Secret(hidden);
      });
      expect(sealed).toEqual(password === undefined ? [] : [password]);
    }),
  );
});
