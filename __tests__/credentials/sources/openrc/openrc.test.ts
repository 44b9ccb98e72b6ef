// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is bash's here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readOpenrc } from '../../../../src/credentials/sources/openrc/openrc.ts';
import { Failure } from '../../../../src/failure.ts';
import { Secret } from '../../../../src/secret.ts';
import { sourced } from './bash.ts';

const folder = join(import.meta.dirname, 'fixtures');
const fixtures = readdirSync(folder);

interface Reading {
  readonly values: Record<string, string>;
  readonly hints: readonly string[];
  readonly opaque: readonly unknown[];
  readonly sealed: readonly string[];
  readonly warnings: readonly string[];
  readonly froms: readonly string[];
  readonly failure?: unknown;
}

function read(given: string, files: Record<string, string> = {}): Reading {
  const sealed: string[] = [];
  const around = {
    seal: (secret: string) => {
      sealed.push(secret);
      return new Secret(secret);
    },
    readFile: (path: string) => {
      const text = files[path];
      if (text === undefined) {
        throw new Error('ENOENT');
      }
      return text;
    },
  };
  try {
    const { variables, warnings } = readOpenrc(given, around);
    const values = Object.fromEntries(variables.flatMap(({ name, text }) => (text ? [[name, text]] : [])));
    const hints = variables.flatMap(({ hint }) => hint ?? []);
    const opaque = variables.flatMap(({ text, hint }) => (text === undefined ? [hint] : []));
    return { values, sealed, warnings, hints, opaque, froms: variables.map(({ from }) => from) };
  } catch (failure) {
    return { values: {}, sealed, warnings: [], froms: [], hints: [], opaque: [], failure };
  }
}

function fixture(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** What a refusal of the text says. */
function refusal(text: string): string {
  const { failure } = read(text);
  if (!(failure instanceof Failure)) {
    throw new Error('the text was not refused', { cause: failure });
  }
  expect(failure.code).toBe('openrc-invalid');
  return failure.message;
}

/** Which variables of the text only running it would tell, their lines, and why. */
function untold(text: string): string[] {
  const { opaque, failure } = read(text);
  expect(failure).toBeUndefined();
  return opaque.map((hint) => String(hint).replace(/\. The file is read and never run: .*$/, ''));
}

// Horizon means `!` and `'` by what bash reads as `\!` and `\'`; and bash stops at the end of a file that lacks a `fi`.
const unlikeBash = [
  'horizon-escaped.sh',
  'horizon-application-credential-escaped.sh',
  'vk-private-cloud-without-fi.sh',
];

const likeBash = fixtures.filter((name) => name.endsWith('.sh') && !unlikeBash.includes(name));
const inBash = sourced(likeBash.map(fixture));

test.each(likeBash.map((name, index) => ({ name, expected: inBash[index] ?? {} })))(
  '$name is read as bash reads it, whatever its line ends',
  ({ name, expected }) => {
    const text = fixture(name);
    expect(Object.keys(expected).length).toBeGreaterThan(4);
    expect(read(text).values).toEqual(expected);
    expect(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`).values).toEqual(expected);
  },
);

test('reads the `!` and the quotes that Horizon escapes, and says so', () => {
  const { values, warnings } = read(fixture('horizon-escaped.sh'));
  expect(values).toMatchObject({
    OS_PROJECT_NAME: 'five! \\ $`six`',
    OS_USERNAME: "Pat O'Brien",
    // Horizon never writes the password: whoever did knew bash.
    OS_PASSWORD: 'kept\\!',
  });
  expect(warnings).toEqual([
    expect.stringMatching(/^`OS_PROJECT_NAME` .* without the backslash\.$/),
    expect.stringMatching(/^`OS_USERNAME` .* without the backslash\.$/),
    expect.stringMatching(/^`OS_PASSWORD` .* as in bash\.$/),
  ]);
});

test('knows the file that Horizon writes for an application credential', () => {
  const { values, sealed } = read(fixture('horizon-application-credential-escaped.sh'));
  const secret = `mine! 'own' "$ecret" \\ \``;
  expect(values['OS_APPLICATION_CREDENTIAL_SECRET']).toBe(secret);
  expect(sealed).toEqual([secret]);
});

test('keeps every other backslash of Horizon’s files, and its lines that are comments aside', () => {
  expect(read('# With Keystone you pass the keystone password.\nOS_X="\\a\\!"\n').values).toEqual({ OS_X: '\\a!' });
  const commented = fixture('horizon-application-credential-escaped.sh').replace(/^export/m, '# export OS_X=1\nexport');
  expect(read(commented).values).toEqual(read(fixture('horizon-application-credential-escaped.sh')).values);
});

test('keeps those backslashes in any other file, as bash does', () => {
  expect(read('OS_X="a\\b"').warnings).toEqual([]);
  const text = 'export OS_USERNAME="O\\\'Brien\\!"\necho "don\\\'t"\n';
  expect(read(text)).toMatchObject({
    values: sourced([text])[0],
    warnings: [expect.stringContaining('The backslash is a part of the value')],
  });
  // The order of Horizon's lines, but for one.
  const other = fixture('horizon-application-credential-escaped.sh').replace('OS_INTERFACE', 'OS_ENDPOINT_TYPE');
  expect(read(other).values).toEqual(sourced([other])[0]);
});

test('reads a file to its end that lacks the last `fi`', () => {
  expect(read(fixture('vk-private-cloud-without-fi.sh')).values).toEqual({
    OS_AUTH_URL: 'https://identity.private.example:5000/v3/',
    OS_AUTH_TYPE: 'v3token',
    OS_PROJECT_ID: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    OS_REGION_NAME: 'RegionOne',
    OS_USERNAME: 'robot@mail.example',
    OS_USER_DOMAIN_NAME: 'users',
    OS_INTERFACE: 'public',
    OS_IDENTITY_API_VERSION: '3',
  });
});

test('leaves out what the file asks for at the keyboard', () => {
  for (const name of ['horizon-password.sh', 'vk-cloud.sh', 'nrec.sh', 'chameleon.sh', 'password-only-if-missing.sh']) {
    const { values, sealed } = read(fixture(name));
    expect(values).not.toHaveProperty('OS_PASSWORD');
    // Chameleon's client has no secret, and its file says so with a word that must not be masked.
    expect(sealed).toEqual([]);
  }
});

test('reads PowerShell', () => {
  const { values, sealed } = read(fixture('powershell.ps1'));
  expect(values).toEqual({
    OS_INTERFACE: 'public',
    OS_AUTH_URL: 'https://identity.vk.example:35357/v3/',
    OS_USERNAME: "it's me",
    OS_PROJECT_ID: 'projectID',
    OS_REGION_NAME: 'a "quoted" $region',
    OS_USER_DOMAIN_NAME: 'users',
    OS_IDENTITY_API_VERSION: '3',
    OS_PROJECT_NAME: "project of it's me-ci, it's me",
    OS_CACERT: 'C:\\ca.pem',
    OS_FACE: '😀u{x}',
    OS_PROJECT_DOMAIN_NAME: 'Default',
    OS_TOKEN: 'first "line" $suffix',
    OS_NOTE: 'of -ci "quoted"',
    OS_QUOTES: "''a'' and 'b'",
    OS_HASH: 'a#b',
    OS_IN_LINES: 'a, "User"; b',
    OS_PROCESS: 'p',
    OS_FOR_USER: 'u',
    OS_MACHINE: 'm',
    OS_AFTER_BRACES: 'x',
    OS_VOID: 'v',
    OS_VOID_TOO: 'v',
    OS_SET_ITEM: 's',
    OS_NEW_ITEM: 'n',
  });
  expect(sealed).toEqual(['first "line" $suffix']);
});

test('reads cmd', () => {
  const { values, sealed, warnings } = read(fixture('cmd.cmd'));
  expect(values).toEqual({
    OS_AUTH_URL: 'https://identity.vk.example:35357/v3/',
    OS_USERNAME: 'robot@mail.example',
    OS_PROJECT_NAME: 'a & b',
    OS_PROJECT_ID: 'projectID',
    OS_USER_DOMAIN_NAME: 'users',
    OS_REGION_NAME: 'RegionOne',
    OS_IDENTITY_API_VERSION: '3',
    OS_INTERFACE: 'public',
    OS_PROJECT_DOMAIN_NAME: 'users-too',
    OS_PASSCODE: '12 ',
    OS_TOKEN: 'a&b^c%d!e 50%',
    OS_AFTER_ELSE: 'x',
    OS_AFTER_BLOCK: 'what if (so)',
    OS_QUOTED: 'a "b" c',
    OS_QUOTES_INSIDE: 'a "b"',
    OS_QUOTES_FIRST: '"a" b',
    OS_QUOTES_TOUCHING: 'x"a"',
    OS_OPEN: 'a & b',
    OS_AFTER_AMPERSAND: 'b',
    OS_LAST: 'c',
  });
  expect(sealed).toEqual(['12 ', 'a&b^c%d!e 50%']);
  expect(warnings).toEqual([
    '`OS_PROJECT_ID` in the openrc stands in double quotes, which cmd would make a part of the value. They are left out.',
  ]);
});

test('reads nothing but the variables of OpenStack, and those to the letter', () => {
  expect(read("MY_OS_X=1 OS_=2 OS_Xlower=3\nOS_X='a\uFEFFb'").values).toEqual({ OS_X: 'a\uFEFFb' });
});

test('says where each value stands', () => {
  expect(read('\n# a comment\nexport OS_A=1 \\\n OS_B="2\\\n2"\nOS_C=3').froms).toEqual([
    '`OS_A` (openrc line 3)',
    '`OS_B` (openrc line 4)',
    '`OS_C` (openrc line 6)',
  ]);
});

test('ends where the file ends, as bash does', () => {
  const texts = [
    'OS_X=a\\',
    "OS_X='a'\\\n",
    'OS_X=a #',
    'OS_X=$',
    'OS_X="a" <<E',
    'OS_X=a; cat <<E$X\nOS_X=b\nE$X\nOS_Y=c',
    'OS_X=a; cat <<$(id)\nOS_Y=c',
    'OS_X=a\nfor x in',
  ];
  expect(texts.map((text) => read(text).values)).toEqual(sourced(texts));
});

test('leaves out what follows from an answer at the keyboard, in any way', () => {
  const { values } = read(
    [
      'read -r OS_USERNAME',
      'export OS_USER_DOMAIN_NAME="${OS_USERNAME##* }" OS_X=x$OS_USERNAME OS_Y=y OS_DEFAULT=${OS_USERNAME:-me}',
      'OS_AGAIN=again-$OS_USER_DOMAIN_NAME',
      'OS_PASSWORD=$OS_PASSWORD_INPUT',
      'OS_Z=z$OS_PASSWORD',
    ].join('\n'),
  );
  expect(values).toEqual({ OS_Y: 'y' });
  expect(read('$name = Read-Host\n$env:OS_A = $name; $env:OS_B = "b$env:OS_A"; $env:OS_C = 1').values).toEqual({
    OS_C: '1',
  });
  expect(read('set OS_A=1\nset /p  OS_A=Who?\nset OS_B=b%OS_A%\nset OS_C=1').values).toEqual({ OS_C: '1' });
});

test('passes on what the shell has', () => {
  expect(read('export OS_PASSWORD=$OS_PASSWORD_INPUT OS_X=x').values).toEqual({ OS_X: 'x' });
  expect(read('export OS_PASSWORD="$OS_PASSWORD" OS_USERNAME=${OS_USERNAME} OS_X=x').values).toEqual({ OS_X: 'x' });
});

test('does not mind a condition that would change nothing', () => {
  expect(read('if unknown; then if false; then OS_X=1; fi; read OS_A; fi; OS_B=b$OS_A; OS_Y=1').values).toEqual({
    OS_Y: '1',
  });
  expect(read('set OS_X=1\nif a==b set OS_X=1\nif a==b set OS_Y=').values).toEqual({ OS_X: '1' });
  const text = 'OS_X=1; unset OS_Y; $unknown a; if unknown; then OS_X=1; unset OS_Y OS_Z; read OS_A; fi; unset OS_Q $K';
  expect(read(text.replace('; unset OS_Q $K', '')).values).toEqual({ OS_X: '1' });
  expect(untold(text)).toEqual(['`OS_X` on line 1 may be unset by a command that is not run']);
});

test('seals every secret, the lines of one, and the ones replaced later', () => {
  const text = [
    "P='fi rst'",
    'OS_PASSWORD=$P',
    'OS_PASSWORD=second; unset OS_PASSWORD',
    "export OS_TOKEN=$'a\\nb'",
    'OS_PASSWORD_INPUT=third',
    'OS_AUTH_TOKEN=fourth; OS_TOTP_SECRET=fifth OS_USERNAME=me',
    'if unknown; then OS_PASSCODE=sixth; fi',
    'OS_PASSCODE=',
  ].join('\n');
  const { sealed, values } = read(text);
  expect(sealed).toEqual(['fi rst', 'second', 'a\nb', 'third', 'fourth', 'fifth', 'sixth']);
  expect(values).not.toHaveProperty('OS_PASSWORD');
});

test('has sealed the secrets of the whole file before it refuses a line', () => {
  const { failure, sealed } = read('OS_USERNAME=$(whoami)\nOS_PASSWORD=one\nOS_X=$HOME OS_TOKEN=two\nOS_Y="\n');
  expect(failure).toBeInstanceOf(Failure);
  expect(sealed).toEqual(['one', 'two']);
});

// What is refused, and what is said of it after the variable and its line.
const command = 'runs a command';
const home = 'refers to a home directory (~)';
const unknown = (name: string): string => `refers to $${name}, which the file does not set`;
const onlyBash = 'uses an expansion that only bash can compute';
const condition = 'depends on a condition that cannot be decided without running the file';
const number = 'computes a number';
const depends = 'depends on a condition, a loop or a function, which cannot be decided without running the file';
const lines = 'goes on over several lines, as after a quote that is missing';

test.each([
  ['OS_X=$(touch /tmp/x)', command],
  ['export OS_X="a$(id)b"', command],
  ['OS_X=`id`', command],
  ['OS_X=$(id); export OS_X=$OS_X', command],
  ['OS_X="`id`"', command],
  ['OS_X=$(echo ")" \')\' # )\n)', command],
  ['OS_X=<(id)', command],
  ['OS_X=${OS_Y:-<(id)}', command],
  ['OS_X=$HOME/ca.pem', unknown('HOME')],
  ['OS_X="${USER}"', unknown('USER')],
  ['OS_X=${USER:-me}', unknown('USER')],
  ['OS_X=${USER:+me}', unknown('USER')],
  ['OS_X=$1', unknown('1')],
  ['OS_X=$$', unknown('$')],
  ['OS_X=$OS_Y', unknown('OS_Y')],
  ['OS_X=${OS_Y:?}', unknown('OS_Y')],
  ['OS_X=${MY_OS_Y:-a}', unknown('MY_OS_Y')],
  ['OS_X=$OS_X-ci', unknown('OS_X')],
  ['Y=$(id); OS_X=$Y', 'refers to $Y, which cannot be read either'],
  ['Y=$HOME; OS_X=${Y:-z}', 'refers to $Y, which cannot be read either'],
  ['OS_X=$((1 + 1))', number],
  ['OS_X=$[1]', number],
  ['OS_X=${#Y}', onlyBash],
  ['OS_X=${!Y}', onlyBash],
  ['OS_X=${~Y}; export $HOME', onlyBash],
  ['Y=a; OS_X=${Y^^}', onlyBash],
  ['Y=a; OS_X=${Y/a/b}', onlyBash],
  ['Y=a; OS_X=${Y:0:1}', onlyBash],
  ['Y=ab; OS_X=${Y#[a]}', onlyBash],
  ['Y=ab; OS_X=${Y#a*b}', onlyBash],
  ['Y=ab; OS_X=${Y%$Z}', onlyBash],
  ['export OS_X={a,b}', onlyBash],
  ['export OS_X={"a"..b}', onlyBash],
  ['declare -u OS_X=a', onlyBash],
  ['printf -v OS_X %s a', onlyBash],
  ['OS_X=(a b)', 'is an array'],
  ['OS_X[0]=a', 'is an array'],
  ['OS_X=~/ca.pem', home],
  ['OS_X=a:~', home],
  ['OS_X=~/"ca.pem"', home],
  ['read OS_X < file', 'is read from elsewhere'],
  ['read -r OS_X <<< word', 'is read from elsewhere'],
  ["OS_X=$'\\xff'", 'is no text'],
  ["OS_X=$'\\0'", 'is no text'],
  ["OS_X=$'\\ud800'", 'is no text'],
  ["OS_X=$'\\cA'", 'is no text'],
  ['if grep -q x y; then OS_X=1; fi', condition],
  ['if [ -f y ]; then OS_Y=1; else OS_X=1; fi', `${condition}, \`OS_X\` on line 1 ${condition}`, 'OS_Y'],
  ['unknown && OS_X=1', condition],
  ['if unknown; then if true; then OS_X=1; fi; fi', condition],
  ['if unknown; then for x in 1; do OS_X=1; done; fi', condition],
  ['true || OS_Z=1; unknown || OS_X=1', condition],
  ['[[ $SHELL == bash ]] && OS_X=1', condition],
  ['[[ a == a* ]] && OS_X=1', condition],
  ['[ "$1" = a ] && OS_X=1', condition],
  ['[ a -nt b ] && OS_X=1', condition],
  ['[ -n a && OS_X=1', condition],
  ['[ a $1 b ] && OS_X=1', condition],
  ['printf -v x; printf; printf -v "$x" a; printf -v OS_X a', onlyBash],
  [`[ ${'a -a '.repeat(60)} a ] && OS_X=1`, condition],
  ['Y="a b"; [ -n $Y ] && OS_X=1', condition],
  ['OS_X=1; if unknown; then unset OS_X; fi', condition],
  ['case a in a) OS_X=1;; esac', condition],
  ['for x in 1; do OS_X=1; done', 'depends on a loop'],
  ['while true; do OS_X=1; done', 'depends on a loop'],
  ['f() { OS_X=1; }', 'depends on a function'],
  ['function f { OS_X=1; }; f', 'depends on a function'],
  ['OS_X=1; unset $(compgen -v OS_)', 'may be unset by a command that is not run'],
  ["OS_X='a\nb'", lines],
  ['OS_X=${OS_Y:-<(id }; OS_X=2)}', command],
  ['OS_X=1; if unknown; then OS_X=$(id); fi', condition],
  ['OS_X=$(id); if unknown; then OS_X=$(id -u); fi', command],
  ['OS_X=${}', onlyBash],
  ['OS_X=${:-a}', onlyBash],
  ['Y=ab; OS_X=${Y%b$Z}', onlyBash],
  ['Y=ab; OS_X=${Y#*a*}', onlyBash],
  ['export OS_X={a,}', onlyBash],
  ['printf -v "OS_X" %s a', onlyBash],
  ['OS_X[12]=a', 'is an array'],
  ['export "OS_X=$HOME"', unknown('HOME')],
  ['read OS_X <', 'is read from elsewhere'],
  ['read OS_X <<E\na\nE', 'is read from elsewhere'],
  ['read OS_X <<-E\na\nE', 'is read from elsewhere'],
  ['read OS_X <& 3', 'is read from elsewhere'],
  ["OS_X=$'\\udfff'", 'is no text'],
  ["OS_X=$'\\U110000'", 'is no text'],
  ['Y=1 X=$(false) && OS_X=1', condition],
  ['(( 0 )) && OS_X=1', condition],
  ['[[ $1 == a && a == a ]] && OS_X=1', condition],
  ['[[ ab == a"b"* ]] && OS_X=1', condition],
  ["Y='a*'; [[ ab == $Y ]] && OS_X=1", condition],
  ['[ a = * ] && OS_X=1', condition],
  ['unknown && [[ ${OS_X:=1} ]]', condition],
  ['OS_X=1; if unknown; then OS_X=2; fi', condition],
  ['OS_X=1; if unknown; then read OS_X; fi', condition],
  ['case a in a) case b in b) ;; esac; OS_X=1;; esac', condition],
  ['until false; do OS_X=1; done', 'depends on a loop'],
  ['select x in 1; do OS_X=1; done', 'depends on a loop'],
  ['for x in 1; do for y in 1; do :; done; OS_X=1; done', 'depends on a loop'],
  ['f()\n{ OS_X=1; }', 'depends on a function', 'OS_X', 2],
])('refuses %j', (text, reason, first = 'OS_X', line = 1) => {
  expect(untold(`${text}\n`).join(', ')).toBe(`\`${first}\` on line ${line} ${reason}`);
});

test('refuses what grows beyond all measure', () => {
  // Not above, because what stands there becomes a name of a test.
  const half = 'x'.repeat(32 * 1024);
  expect(read(`X=${half}; OS_X=$X$X`).values).toEqual({ OS_X: half + half });
  expect(untold(`X=${half}; OS_X=$X$X-`)).toEqual(['`OS_X` on line 1 grows beyond all measure']);
});

test.each([
  ['$env:OS_X = Get-Secret x', command],
  ['$name = "a"; $env:OS_X = Get-Secret $name', command],
  ['$env:OS_X = Get-Secret $nobody', command],
  ['if ($x) { $env:OS_X = "a"', depends],
  ['if ($x) { $y = 1; $env:OS_X = "a" }', depends],
  ['$env:OS_X = `\n  $name', unknown('local:name')],
  ['$env:OS_X = "$(whoami)"', command],
  ['$env:OS_X = $name', unknown('local:name')],
  ['$env:OS_X = "$env:USERNAME"', unknown('USERNAME')],
  ['if ($x) { $env:OS_X = "a" }', depends],
])('refuses in PowerShell: %s', (text, reason) => {
  expect(untold(`$env:OS_Y = 1\n${text}`)).toEqual([`\`OS_X\` on line 2 ${reason}`]);
});

test.each([
  ['set OS_X=%USERNAME%', unknown('USERNAME')],
  ['set OS_X=%OS_Y:~0,1%', 'uses an expansion that only cmd can compute'],
  ['set OS_X=a&b', 'has one of & | < > in it, which cmd takes as the end of the value'],
  ['set OS_X=a > file', 'has one of & | < > in it, which cmd takes as the end of the value'],
  ['set OS_X=a|echo b', 'has one of & | < > in it, which cmd takes as the end of the value'],
  ['set /a OS_X=1+1', number],
  ['if x==y set OS_X=1', 'depends on a condition or a loop, which cannot be decided without running the file'],
  ['if x==y (\n', ''],
])('refuses in cmd: %s', (text, reason) => {
  const [line, more] = text.endsWith('\n') ? [3, 'set OS_X=1\n)'] : [2, ''];
  const why = reason || 'depends on a condition or a loop, which cannot be decided without running the file';
  expect(untold(`set OS_Y=1\n${text}${more}`)).toEqual([`\`OS_X\` on line ${line} ${why}`]);
});

test('names no part of a secret that looks like a variable', () => {
  for (const text of [
    'OS_PASSWORD="pa$sword"',
    'OS_TOKEN=$ecret',
    'set OS_PASSWORD=a%word%',
    '$env:OS_PASSWORD = "pa$word"',
  ]) {
    expect(untold(text)).toEqual([expect.stringMatching(/on line 1 refers to a variable that the file does not set$/)]);
  }
  expect(untold('Y=$(id); OS_PASSWORD=$Y')).toEqual([
    expect.stringMatching(/refers to a variable that cannot be read either$/),
  ]);
});

test.each([
  ['export OS_X="a', 'line 1 opens a quote that is never closed'],
  ["export OS_X='a\n", 'line 1 opens a quote that is never closed'],
  ["export OS_X=$'a", 'line 1 opens a quote that is never closed'],
  ['\nOS_X=`a', 'line 2 opens a quote that is never closed'],
  ['OS_X=${a', 'line 1 opens a `${` that is never closed'],
  ['OS_X=$(a', 'line 1 opens a parenthesis that is never closed'],
  ['(OS_X=a', 'line 1 opens a parenthesis that is never closed'],
  ['[[ -n $a', 'line 1 opens a condition (`[[`) that is never closed'],
  ['if [ -n "" ]; then OS_X=a', 'line 1 opens an `if` that no `fi` closes'],
  ['if true; then OS_X=a; else OS_Y=b', 'line 1 opens an `if` that no `fi` closes'],
  [`OS_X=${'"$('.repeat(60)}`, 'line 1 is nested too deep'],
  [`${'( '.repeat(60)}`, 'line 1 is nested too deep'],
  [`OS_X=${'${A:-'.repeat(60)}`, 'line 1 is nested too deep'],
  [`[[ ${'( '.repeat(60)}`, 'line 1 is nested too deep'],
  ['$env:OS_X = "a', 'line 1 opens a quote that is never closed'],
])('says what is wrong with %j', (text, what) => {
  expect(refusal(`${text}\n`)).toBe(`The openrc cannot be read: ${what}.`);
});

test('nests as deep as fifty', () => {
  expect(read(`OS_X=${'${OS_A:-'.repeat(50)}x${'}'.repeat(50)}`).values).toEqual({ OS_X: 'x' });
  expect(read(`${'{ '.repeat(49)} OS_X=x${'; }'.repeat(49)}`).values).toEqual({ OS_X: 'x' });
  expect(read(`[[ ${'( '.repeat(50)} a == a ${') '.repeat(50)} ]] && OS_X=x`).values).toEqual({ OS_X: 'x' });
});

test.each([
  ['OS_X="a', ['Compare it with the file as your cloud gave it; quotes and line breaks may have been lost in a copy.']],
  [
    'no file',
    [
      'Paths are relative to the workspace: check out the repository first.',
      'If it is a secret, it has to hold the whole file, with its line breaks.',
    ],
  ],
  ['OS_X=\0', ['Save it as UTF-8: Windows may have saved it as UTF-16.']],
  [
    'PATH=/bin',
    ['Give the whole file as your cloud gave it, or its path. Bash, PowerShell and cmd files are understood.'],
  ],
])('says what to do about %j', (text, advice) => {
  expect(read(text).failure).toMatchObject({ code: 'openrc-invalid', reasons: [], advice });
});

test('refuses what is too large, has NUL bytes, or sets nothing', () => {
  expect(read(`OS_X=${'a'.repeat(64 * 1024 - 5)}`).values).toHaveProperty('OS_X');
  expect(refusal(`OS_X=${'a'.repeat(64 * 1024 - 4)}`)).toBe('The openrc is larger than 64 KiB.');
  expect(refusal('O\0S\0_\0X\0=\0a\0')).toBe('The openrc has NUL bytes in it.');
  expect(refusal('PATH=/bin\nsetenv OS_X 1\n')).toBe('The openrc sets no `OS_` variable.');
  expect(refusal('OS_X=\n')).toBe('The openrc sets no `OS_` variable.');
});

test('says what stands for a variable that only running the file would tell', () => {
  expect(read('OS_PASSWORD=`id`\nOS_X=`id`\nread OS_TOKEN').hints).toEqual([
    '`OS_PASSWORD` on line 1 runs a command. The file is read and never run: write the value itself into it, in single quotes, or give the input `password`.',
    '`OS_X` on line 2 runs a command. The file is read and never run: write the value itself into it, in single quotes.',
    'The openrc asks for `OS_TOKEN` at the keyboard, where nobody sits in a job: give the input `token`.',
  ]);
});

test('reads a file by its path', () => {
  expect(read(' ci/openrc.sh\n'.trimEnd(), { 'ci/openrc.sh': 'OS_X=1' }).values).toEqual({ OS_X: '1' });
});

test('passes on why a file may not be read', () => {
  const failure = new Failure('input-invalid', { message: 'no plain file' });
  const readFile = () => {
    throw failure;
  };
  expect(() => readOpenrc('dir', { readFile, seal: (text) => new Secret(text) })).toThrow(failure);
});

test('does not show what might be a path', () => {
  const message = refusal('hunter2');
  expect(message).toMatch(/neither the content .* nor the path/);
  expect(message).not.toContain('hunter2');
});
