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
  return opaque.map((hint) =>
    String(hint)
      .replace(/\. The file is read and never run: .*$/, '')
      .replace(' of the openrc', ''),
  );
}

// Horizon means `!` and `'` by what bash reads as `\!` and `\'`; and bash stops at the end of a file that lacks a `fi`.
const unlikeBash = [
  'horizon-escaped.sh',
  'horizon-application-credential-escaped.sh',
  'vk-private-cloud-without-fi.sh',
];

const likeBash = fixtures.filter((name) => name.endsWith('.sh') && !unlikeBash.includes(name));
// What bash can tell and the reader does not try to.
const beyond: Readonly<Record<string, readonly string[]>> = {
  'corners.sh': [
    ...[
      'OS_BOTH',
      'OS_CONDITION',
      'OS_END_ALL',
      'OS_EXCLAMATION',
      'OS_FOUR',
      'OS_LEAST_END',
      'OS_NOT_LOCAL',
      'OS_START_ALL',
      'OS_START_LEAST',
    ],
  ],
};
const keyboard = 'is asked for at the keyboard, where nobody sits in a job';
const inBash = sourced(likeBash.map(fixture));

test.each(likeBash.map((name, index) => ({ name, expected: inBash[index] ?? {} })))(
  '$name is read as bash reads it, whatever its line ends',
  ({ name, expected }) => {
    const text = fixture(name);
    expect(Object.keys(expected).length).toBeGreaterThan(4);
    const opaque = beyond[name] ?? [];
    const known = Object.fromEntries(Object.entries(expected).filter(([variable]) => !opaque.includes(variable)));
    expect(read(text).values).toEqual(known);
    const open = untold(text).filter((hint) => !hint.includes(keyboard));
    expect(open.map((hint) => /OS_\w+/.exec(hint)?.[0]).sort()).toEqual(opaque);
    expect(read(`\uFEFF${text.replaceAll('\n', '\r\n')}\r`).values).toEqual(known);
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
    OS_PROJECT_DOMAIN_NAME: 'Default',
    OS_QUOTES: "''a'' and 'b'",
    OS_HASH: 'a#b',
    OS_IN_LINES: 'a, "User"; b',
    OS_PROCESS: 'p',
    OS_FOR_USER: 'u',
    OS_MACHINE: 'm',
    OS_SET_ITEM: 's',
    OS_NEW_ITEM: 'n',
    OS_AFTER_BRACES: 'x',
    OS_VOID: 'v',
    OS_VOID_TOO: 'v',
  });
  expect(sealed).toEqual([]);
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
  expect(untold(text)).toEqual([
    '`OS_X` on line 1 may be unset by a command that is not run',
    `\`OS_A\` on line 1 ${keyboard}.`,
  ]);
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
const onlyBash = 'uses an expansion that only the shell can compute';
const condition = 'depends on a condition that only running the file would tell';
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
  ['Y=$(id); OS_X=$Y', "refers to $Y, which can't be told either"],
  ['Y=$HOME; OS_X=${Y:-z}', "refers to $Y, which can't be told either"],
  ['OS_X=$((1 + 1))', onlyBash],
  ['OS_X=$[1]', onlyBash],
  ['export OS_X="$OS_X"', unknown('OS_X')],
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
  ["OS_X=$'\\xff'", onlyBash],
  ["OS_X=$'a\\0'", onlyBash],
  ["OS_X=$'\\cA'", onlyBash],
  ["OS_X=$'\\x{41}'", onlyBash],
  ["OS_X=$'\\ud800'", onlyBash],
  ["OS_X=$'\\U110000'", onlyBash],
  ['if grep -q x y; then OS_X=1; fi', condition],
  ['if [ -f y ]; then OS_Y=1; else OS_X=1; fi', `${condition}, \`OS_X\` on line 1 ${condition}`, 'OS_Y'],
  ['unknown && OS_X=1', condition],
  ['if unknown; then if true; then OS_X=1; fi; fi', condition],
  ['if unknown; then for x in 1; do OS_X=1; done; fi', 'depends on a loop'],
  ['true || OS_Z=1; unknown || OS_X=1', condition],
  ['[[ $SHELL == bash ]] && OS_X=1', condition],
  ['[[ a == a* ]] && OS_X=1', condition],
  ['[ "$1" = a ] && OS_X=1', condition],
  ['[ a -nt b ] && OS_X=1', condition],
  ['[ -n a && OS_X=1', condition],
  ['[ ! a -a b ] && OS_X=1', condition],
  ['[ a -nt b -o c -nt d ] && OS_X=1', condition],
  ['[ a $1 b ] && OS_X=1', condition],
  ['Y=; [ -n $Y -o a = b ] && OS_X=1', condition],
  ['[ -z -o -o a ] && OS_X=1', condition],
  ['printf -v x; printf; printf -v "$x" a; printf -v OS_X a', onlyBash],
  [`[ ${'a -a '.repeat(60)} a ] && OS_X=1`, condition],
  ['Y="a b"; [ -n $Y ] && OS_X=1', condition],
  ['OS_X=1; if unknown; then unset OS_X; fi', condition],
  ['case a in a) OS_X=1;; esac', condition],
  ['for x in 1; do OS_X=1; done', 'depends on a loop'],
  ['while true; do OS_X=1; done', 'depends on a loop'],
  ['OS_X=1; for x in 1 2; do [ -n "$L" ] && OS_X=2; L=1; done', condition],
  ['f() { [ -n "$L" ] && OS_X=2; }; OS_X=1; L=1; f', condition],
  ['for ((i = 0; i < 1; i++)); do OS_X=1; done', 'depends on a loop'],
  ['for OS_X in a b; do :; done', 'depends on a loop'],
  ['f() { OS_X=1; }; OS_X=2; f', 'depends on a function'],
  ['function f { OS_X=1; }; f', 'depends on a function'],
  ['unset OS_X; f() { OS_X=1; }; f', 'depends on a function'],
  ['OS_X=1; unset $(compgen -v OS_)', 'may be unset by a command that is not run'],
  ['OS_X=1; export $(xargs < .env)', 'may be set by a command that is not run'],
  ["OS_X='a\nb'", lines],
  ['OS_X=${OS_Y:-<(id }; OS_X=2)}', command],
  ['OS_X=1; if unknown; then OS_X=$(id); fi', command],
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
  ['Y=1 X=$(false) && OS_X=1', condition],
  ['(( 0 )) && OS_X=1', condition],
  ['[[ $1 == a && a == a ]] && OS_X=1', condition],
  ['[[ ab == a"b"* ]] && OS_X=1', condition],
  ["Y='a*'; [[ ab == $Y ]] && OS_X=1", condition],
  ['[ a = * ] && OS_X=1', condition],
  ['unknown && [[ ${OS_X:=1} ]]', condition],
  ['OS_X=1; if unknown; then OS_X=2; fi', condition],
  ['OS_X=1; if unknown; then read OS_X; fi', `${keyboard}.`],
  ['case a in a) case b in b) ;; esac; OS_X=1;; esac', condition],
  ['until false; do OS_X=1; done', 'depends on a loop'],
  ['select x in 1; do OS_X=1; done', 'depends on a loop'],
  ['for x in 1; do for y in 1; do :; done; OS_X=1; done', 'depends on a loop'],
  ['OS_X=2; f()\n{ OS_X=1; }\ng() { f; }; g', 'depends on a function', 'OS_X', 3],
])('refuses %j', (text, reason, first = 'OS_X', line = 1) => {
  expect(untold(`${text}\n`).join(', ')).toBe(`\`${first}\` on line ${line} ${reason}`);
});

test('refuses what grows beyond all measure', () => {
  // Not above, because what stands there becomes a name of a test.
  const text = `X=${'x'.repeat(32 * 1024)}; X=$X$X$X$X;`;
  expect(read(`${text} OS_X=$X`).values['OS_X']).toHaveLength(128 * 1024);
  expect(untold(`${text} OS_X=$X; OS_Y=$X$X$X$X`)).toEqual(['`OS_Y` on line 1 grows beyond all measure']);
});

const block = 'depends on a condition, a loop, a function or another block';

test.each([
  ['$env:OS_X = Get-Secret x', command],
  ['$name = "a"; $env:OS_X = Get-Secret $name', command],
  ['$env:OS_X = Get-Secret $nobody', command],
  ['if ($x) { $env:OS_X = "a"', block],
  ['if ($x) { $y = 1; $env:OS_X = "a" }', block],
  ['$env:OS_X = `\n  $name', unknown('local:name')],
  ['$env:OS_X = "$(whoami)"', command],
  ['$env:OS_X = $name', unknown('local:name')],
  ['$env:OS_X = "$env:USERNAME"', unknown('USERNAME')],
  ['while ($x) { $env:OS_X = "a" }', block],
])('refuses in PowerShell: %s', (text, reason) => {
  expect(untold(`$env:OS_Y = 1\n${text}`)).toEqual([`\`OS_X\` on line 2 ${reason}`]);
});

test.each([
  ['set OS_X=%USERNAME%', unknown('USERNAME')],
  ['set OS_X=%OS_Y:~0,1%', onlyBash],
  ['set OS_X=a&b', 'has one of & | < > in it, which cmd takes as the end of the value'],
  ['set OS_X=a > file', 'has one of & | < > in it, which cmd takes as the end of the value'],
  ['set OS_X=a|echo b', 'has one of & | < > in it, which cmd takes as the end of the value'],
  ['set /a OS_X=1+1', onlyBash],
  ['if exist y set OS_X=1', condition],
  ['if x==y (\n', ''],
])('refuses in cmd: %s', (text, reason) => {
  const [line, more] = text.endsWith('\n') ? [3, 'set OS_X=1\n)'] : [2, ''];
  const why = reason || 'depends on a block, a loop, `goto` or `call`';
  expect(untold(`set OS_Y=1\n${text}${more}`)).toEqual([`\`OS_X\` on line ${line} ${why}`]);
});

test('names no part of a secret that looks like a variable', () => {
  for (const text of [
    'OS_PASSWORD="pa$sword"',
    'OS_TOKEN=$ecret',
    'set OS_PASSWORD=a%word%',
    '$env:OS_PASSWORD = "pa$word"',
  ]) {
    expect(untold(text)).toEqual([
      expect.stringMatching(/on line 1 refers to a variable, which the file does not set$/),
    ]);
  }
  expect(untold('Y=$(id); OS_PASSWORD=$Y')).toEqual([
    expect.stringMatching(/refers to a variable, which can't be told either$/),
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
  ['$env:OS_X = "a', 'line 1 opens a quote that is never closed'],
])('says what is wrong with %j', (text, what) => {
  expect(refusal(`${text}\n`)).toBe(`The openrc cannot be read: ${what}.`);
});

test('nests as deep as fifty', () => {
  expect(read(`OS_X=${'${OS_A:-'.repeat(50)}x${'}'.repeat(50)}`).values).toEqual({ OS_X: 'x' });
  expect(read(`${'{ '.repeat(49)} OS_X=x${'; }'.repeat(49)}`).values).toEqual({ OS_X: 'x' });
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
  [
    'PATH=/bin',
    ['Give the whole file as your cloud gave it, or its path. Bash, PowerShell and cmd files are understood.'],
  ],
])('says what to do about %j', (text, advice) => {
  expect(read(text).failure).toMatchObject({ code: 'openrc-invalid', reasons: [], advice });
});

test('refuses what is too large, has NUL bytes, or sets nothing', () => {
  expect(read(`OS_X=${'a'.repeat(64 * 1024 - 5)}`).values).toHaveProperty('OS_X');
  expect(refusal(`OS_X=${'a'.repeat(64 * 1024 - 4)}`)).toBe(
    'The openrc is larger than 64 KiB, or has NUL bytes in it.',
  );
  expect(refusal('O\0S\0_\0X\0=\0a\0')).toBe('The openrc is larger than 64 KiB, or has NUL bytes in it.');
  expect(refusal('PATH=/bin\nsetenv OS_X 1\n')).toBe('The openrc sets no `OS_` variable.');
  expect(refusal('OS_X=\n')).toBe('The openrc sets no `OS_` variable.');
});

test('says what stands for a variable that only running the file would tell', () => {
  expect(read('OS_PASSWORD=`id`\nOS_X=`id`\nread OS_TOKEN').hints).toEqual([
    '`OS_PASSWORD` on line 1 of the openrc runs a command. The file is read and never run: write the value itself into it, in single quotes, or give the input `password`.',
    '`OS_X` on line 2 of the openrc runs a command. The file is read and never run: write the value itself into it, in single quotes.',
    '`OS_TOKEN` on line 3 of the openrc is asked for at the keyboard, where nobody sits in a job: give the input `token`.',
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

/** What is said of each variable that the text does not set although it looks so. */
function hints(text: string): string[] {
  const { hints: said, values } = read(`OS_LAST=1\n${text}\n`);
  expect(values).toEqual({ OS_LAST: '1' });
  return said.map((hint) => hint.replace('on line 2 of the openrc ', ''));
}

const blank = 'sets nothing: there is a blank before or behind its `=`, or in its value without quotes.';
const behind = 'sets nothing: it stands behind another command, as where line breaks were lost, or in a function.';

test.each([
  ['OS_X=My Project', blank],
  ['OS_X = y', blank],
  ['OS_X =y', blank],
  ['OS_X= y', blank],
  ['export OS_X = y', blank],
  ['export OS_X =y', blank],
  ['export\u00a0OS_X=y', blank],
  ['OS_X\u00a0=y', blank],
  ['echo "Your password:" read -sr Y export OS_X=y', behind],
  ['env OS_X=y openstack token issue', behind],
  ['OS_X=<project id>', 'sets nothing: what stands in < and > is to be replaced.'],
  ['export OS_X=<id>', 'sets nothing: what stands in < and > is to be replaced.'],
  ['f() { OS_X=y; }', behind],
  ['false && export OS_X=y # and more', behind],
])('says why %j sets nothing', (text, why) => {
  expect(hints(text)).toEqual([`\`OS_X\` ${why}`]);
});

test('says nothing of a line that sets nothing where another one does', () => {
  expect(read('OS_X=1\nOS_X=a b\nOS_X=c d').hints).toEqual([]);
  expect(read('OS_X = 1\nOS_X=`id`').hints).toEqual([expect.stringContaining('runs a command')]);
  expect(hints('OS_lower = 1; X=a b; export Y\n # OS_X = 1\nunset OS_X; OS_Y= # OS_Y=y')).toEqual([]);
});

test('says that a file only names a cloud', () => {
  const hint =
    '`OS_CLOUD` on line 2 of the openrc only names a cloud, and no address is beside it. Give the clouds.yaml that describes the cloud with `clouds-yaml`, and the name with `cloud`, instead of `openrc`.';
  expect(read('OS_REGION_NAME=r\nOS_CLOUD=kolla\n').hints).toEqual([hint]);
  expect(read('OS_REGION_NAME=r\nOS_CLOUD=$(id)\n').hints).toEqual([expect.stringContaining('runs a command'), hint]);
  expect(read('OS_CLOUD=kolla OS_AUTH_URL=u').hints).toEqual([]);
});

test('reads base64 of a file, given as such or by its path', () => {
  const base64 = Buffer.from('export OS_X=1\n').toString('base64');
  expect(read(base64).values).toEqual({ OS_X: '1' });
  expect(read('openrc', { openrc: `${base64}\n` }).values).toEqual({ OS_X: '1' });
});

test('knows what is no openrc', () => {
  expect(refusal('# openrc\nclouds:\n  a:\n    region_name: OS_X=1\n')).toBe('The openrc is a clouds.yaml.');
  expect(read('#!/bin/bash # Horizon export OS_X=1 export OS_Y=2').failure).toMatchObject({
    advice: [
      'It is one line that begins with `#`, and so a comment: its line breaks are lost. Store the file as it is.',
    ],
  });
});

test('what both branches of a condition leave alike is known', () => {
  expect(read('if unknown; then OS_X=1 OS_Y=1; else OS_X=1 OS_Y=2; fi').values).toEqual({ OS_X: '1' });
  expect(untold('if unknown; then OS_X=1; else unset OS_X; fi')).toEqual([`\`OS_X\` on line 1 ${condition}`]);
  expect(untold('OS_X=1; if false; then :; elif unknown; then OS_X=2; else OS_X=1; fi')).toEqual([
    `\`OS_X\` on line 1 ${condition}`,
  ]);
  expect(refusal(`OS_X=1; ${'if then el'.repeat(60)}`)).toMatch(/nested too deep/);
});

const jumps = 'depends on a block, a loop, `goto` or `call`';

test.each([
  ['call :login me\ngoto :EOF\n:login\nset OS_X=me', jumps, 5],
  [':again\nset OS_X=1', jumps, 3],
  ['if not defined Q goto end\nset OS_X=1', jumps, 3],
  ['for %%i in (a b) do set OS_X=%%i', jumps, 2],
  ['set OS_X=%1', onlyBash, 2],
  ['set OS_X=%~dp0ca.pem', onlyBash, 2],
  ['setlocal EnableDelayedExpansion\nset OS_X=!OS_Y!', onlyBash, 3],
  ['setx OS_X a b', onlyBash, 2],
  ['setx /s host OS_X a', '', 0],
  ['if %USERNAME%==me set OS_X=1', condition, 2],
  ['if not defined OS_Z (set OS_X=1) else (set OS_X=2)', condition, 2],
  ['if defined OS_Z (\nset OS_X=1\n)', jumps, 3],
  ['set OS_A=2& set OS_X=%OS_A%', 'refers to $OS_A, which the file does not set', 2],
])('in cmd, only running it would tell %j', (text, why, line) => {
  expect(untold(`set OS_Y=1\n${text}`)).toEqual(why === '' ? [] : [`\`OS_X\` on line ${line} ${why}`]);
});

test('follows tests of emptiness and equality in cmd', () => {
  const text = [
    'set OS_A=a',
    'if not defined OS_B set OS_B=b',
    'if defined OS_A set OS_A=c',
    'if "%OS_C%"=="" set OS_C=c',
    'if not "%OS_C%" == "c" set OS_C=d',
    'if [%OS_D%]==[] set OS_D=d',
    'if not defined OS_A set OS_A=e',
    'rem goto (',
    'setx OS_E "e e" /M',
    'setx /m OS_F f',
    'set OS_G = g',
    'if not defined OS_PASSWORD set /p OS_PASSWORD=Password: ',
  ].join('\r\n');
  const { values, hints: said } = read(text);
  expect(values).toEqual({ OS_A: 'c', OS_B: 'b', OS_C: 'c', OS_D: 'd', OS_E: 'e e', OS_F: 'f' });
  expect(said).toEqual([
    expect.stringMatching(/^`OS_PASSWORD` on line 12 .* keyboard/),
    '`OS_G` on line 11 of the openrc sets nothing: there is a blank before or behind its `=`, or in its value without quotes.',
  ]);
});

test('follows tests of emptiness in PowerShell', () => {
  const text = [
    '$env:OS_A = "a"',
    'if (-not $env:OS_B) { $env:OS_B = "b" } else { $env:OS_B = "no" }',
    'if ($env:OS_A) { $env:OS_C = "c" }',
    'if (!(Test-Path env:OS_D)) {',
    '  $env:OS_D = "d"',
    '}',
    'else { $env:OS_D = "no" }',
    'if ([string]::IsNullOrEmpty($env:OS_E)) { $env:OS_E = "e" }',
    'if (-not [string]::IsNullOrEmpty(${env:OS_A})) { $env:OS_F = "f" }',
    'if ($env:OS_Q) { $env:OS_A = "no" } elseif (Get-It) { $env:OS_G = "g" }',
    'if (-not $env:OS_PASSWORD) { $env:OS_PASSWORD = Read-Host "Password" }',
    'if ($env:OS_Q) { $env:OS_A = "no" }',
  ].join('\n');
  const { values, opaque } = read(text);
  expect(values).toEqual({ OS_A: 'a', OS_B: 'b', OS_C: 'c', OS_D: 'd', OS_E: 'e', OS_F: 'f' });
  expect(opaque).toEqual([
    expect.stringMatching(/^`OS_G` on line 10 .* another block/),
    expect.stringMatching(/^`OS_PASSWORD` on line 11 .* keyboard/),
  ]);
  expect(untold('$env:OS_X = 1\nif ($env:OS_X) { while ($y) { $env:OS_X = 2 } }')).toEqual([
    `\`OS_X\` on line 2 ${block}`,
  ]);
  expect(untold('$env:OS_Y = 1\nif ($env:HOME) { $env:OS_X = 2 }')).toEqual([`\`OS_X\` on line 2 ${block}`]);
  expect(read('}\n$env:OS_X = 1').values).toEqual({ OS_X: '1' });
  expect(untold('$env:OS_X = @"\nit\'s "x"\n"@\n$env:OS_Y = "`u{41}"')).toEqual([
    `\`OS_X\` on line 1 ${command}`,
    `\`OS_Y\` on line 4 ${command}`,
  ]);
});

test.each([
  ['braces', 'export OS_X=', '{,'],
  ['functions', 'f() { OS_X=1; }; ', 'f;'],
  ['names', '', 'unset $k;X=1;'],
  ['long values', `B=${'b'.repeat(8000)};`, 'OS_PASSWORD=${B%b*}$B;'],
  ['groups', '', '{ OS_X=1;};'],
  ['conditions', '', 'unknown&&OS_X=1;'],
  ['brackets', '[[ ', 'a && '],
  ['tests', '[ ', 'a -a '],
  ['here documents', '', 'cat <<E\n'],
  ['patterns', '', 'OS_X=a OS_X '],
  ['here-strings', '$env:OS_X=1\n', '@"\n'],
  ['comments', '$env:OS_X=1\n', '<#'],
  ['spaces', '$env:OS_X=1\n', ' '],
  ['a long statement', '$env:OS_X=1\n', 'a '],
  ['expansions', '', 'X=${X:-${X:-a}};'],
  ['nested conditions', '', 'if a;then if b;then X=1;fi;fi;'],
  ['jumps', 'set OS_X=1\ngoto a\n', 'set X=%OS_X%%OS_X%\n'],
  ['quotes', '$env:OS_X=1\n', "''"],
  ['percents', 'set OS_X=1\nset OS_X=', '%a'],
  ['blanks', 'set OS_X=1\nsetx ', '  '],
  ['ifs', 'set OS_X=1\n', 'if '],
])('reads 64 KiB of %s in no time', (_, start, piece) => {
  const from = process.cpuUsage();
  read(start + piece.repeat((64 * 1024 - start.length) / piece.length));
  const { user, system } = process.cpuUsage(from);
  expect(user + system).toBeLessThan(2_000_000);
});
