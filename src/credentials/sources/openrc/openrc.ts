import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import type { ReadFile } from '../../trust/pem.ts';
import { inputOf, isPlaceholder, isSecretVariable, type Variable } from '../variables.ts';
import { Assignments, type Value } from './assignments.ts';
import { readCmd } from './cmd.ts';
import { readPowerShell } from './powershell.ts';
import { Shell } from './shell.ts';

/** What an openrc file sets, and what its owner should know of how it was read. */
export interface Openrc {
  readonly variables: readonly Variable[];
  readonly warnings: readonly string[];
}

// The files that clouds give out have about 2 KiB.
const longest = 64 * 1024;

const powerShell = /^[ \t]*(\$\{?env:OS_|\[.*\]::SetEnvironmentVariable|(Set|New)-Item\s.*env:)/im;
const cmd = /^[ \t]*@?set(x|[ \t]+\/p)?[ \t]+"?OS_/im;
const bash = /^[ \t]*(export[ \t]+)?OS_\w+=/m;

/**
 * readOpenrc gives the `OS_` variables that an openrc file sets, given as its content or its path, as sourcing it in an
 * empty environment would, without running it: a bash file, or a PowerShell (`$env:X = …`) or cmd (`set X=…`) one. What
 * the file asks for at the keyboard is left out. Each secret is sealed the moment it is read.
 *
 * A variable that only running the file would tell has no text. Throws `openrc-invalid` for a file that is none; never with
 * a value in it.
 */
export function readOpenrc(given: string, { readFile, seal }: { readFile: ReadFile; seal: Seal }): Openrc {
  const text = contentOf(given, readFile)
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
  refuse(text);
  const warnings = new Set<string>();
  const assignments = new Assignments((name, value) => {
    if (value !== '' && isSecretVariable(name) && !isPlaceholder(name, value)) {
      seal(value);
    }
  });
  if (powerShell.test(text)) {
    readPowerShell(text, assignments);
  } else if (cmd.test(text) && !bash.test(text)) {
    readCmd(text, assignments, (name) => warnings.add(quotesTakenOff(name)));
  } else {
    readBash(text, assignments, warnings);
  }
  return { variables: variables(assignments), warnings: [...warnings] };
}

/** A file's path has neither line breaks nor an equals sign in it. It is not shown, because it may be a secret after all. */
function contentOf(given: string, readFile: ReadFile): string {
  if (/[\n=]/.test(given)) {
    return given;
  }
  try {
    return readFile(given.trim());
  } catch (error) {
    throw error instanceof Failure
      ? error
      : invalid('The input `openrc` is neither the content of an openrc file nor the path of one that can be read.', [
          'Paths are relative to the workspace: check out the repository first.',
          'If it is a secret, it has to hold the whole file, with its line breaks.',
        ]);
  }
}

function refuse(text: string): void {
  if (text.length > longest) {
    throw invalid(`The openrc is larger than ${longest / 1024} KiB.`, []);
  }
  if (text.includes('\0')) {
    throw invalid('The openrc has NUL bytes in it.', ['Save it as UTF-8: Windows may have saved it as UTF-16.']);
  }
}

function readBash(text: string, assignments: Assignments, warnings: Set<string>): void {
  const horizon = isHorizons(text);
  const backslashed = (target: string, character: string): string => {
    // Horizon's file asks for the password, so one that is in it was written by its owner.
    const bare = horizon && target !== 'OS_PASSWORD';
    if (isOpenstacks(target)) {
      warnings.add(bare ? backslashTakenOff(target) : backslashKept(target));
    }
    return bare ? character : `\\${character}`;
  };
  new Shell(text, { assignments, backslashed }).follow();
}

// Comments of the file that Horizon writes for a user, and of those that some clouds have made of it.
const horizonsComment =
  /^[ \t]*# *(With Keystone you pass the keystone password\.|With the addition of Keystone we have standardized|To use an OpenStack cloud you need to authenticate against)/m;

// The file that Horizon writes for an application credential has no comments, but always these lines.
const horizonsLines = [
  'OS_AUTH_TYPE',
  'OS_AUTH_URL',
  'OS_IDENTITY_API_VERSION',
  'OS_REGION_NAME',
  'OS_INTERFACE',
  'OS_APPLICATION_CREDENTIAL_ID',
  'OS_APPLICATION_CREDENTIAL_SECRET',
].join();

/**
 * isHorizons tells whether Horizon wrote a file. Inside double quotes it escapes `!` and `'` too, where bash keeps the
 * backslash. Source: horizon/templatetags/shellfilter.py and the templates `openrc.sh.template`.
 */
function isHorizons(text: string): boolean {
  const lines = Array.from(text.matchAll(/^export (OS_\w+)=/gm), ([, name]) => name);
  return horizonsComment.test(text) || lines.join() === horizonsLines;
}

function isOpenstacks(name: string): boolean {
  return /^OS_[A-Z0-9_]+$/.test(name);
}

function variables(assignments: Assignments): Variable[] {
  const found: Variable[] = [];
  for (const [name, value] of assignments.entries()) {
    if (isOpenstacks(name)) {
      const problem = problemOf(name, value);
      const from = `\`${name}\` (openrc${'line' in value ? ` line ${value.line}` : ''})`;
      if (problem !== undefined) {
        found.push({ name, text: undefined, from, hint: `${problem}. ${instead(name)}` });
      } else if (value.kind === 'text' && value.text !== '') {
        found.push({ name, text: value.text, from });
      } else if (value.kind === 'asked') {
        const hint = `The openrc asks for \`${name}\` at the keyboard, where nobody sits in a job: give the input \`${inputOf(name)}\`.`;
        found.push({ name, text: '', from, hint });
      }
    }
  }
  if (found.length === 0) {
    throw invalid('The openrc sets no `OS_` variable.', [
      'Give the whole file as your cloud gave it, or its path. Bash, PowerShell and cmd files are understood.',
    ]);
  }
  return found;
}

/** What is wrong with a variable. In a password, what looks like a variable's name may be a part of the password. */
function problemOf(name: string, value: Value): string | undefined {
  if (value.kind === 'unreadable') {
    const reason = isSecretVariable(name) ? value.reason : (value.named ?? value.reason);
    return `\`${name}\` on line ${value.line} ${reason}`;
  }
  return value.kind === 'text' && value.text.includes('\n') && !isSecretVariable(name)
    ? `\`${name}\` on line ${value.line} goes on over several lines, as after a quote that is missing`
    : undefined;
}

function instead(name: string): string {
  const input = inputOf(name);
  return `The file is read and never run: write the value itself into it, in single quotes${input ? `, or give the input \`${input}\`` : ''}.`;
}

function quotesTakenOff(name: string): string {
  return `\`${name}\` in the openrc stands in double quotes, which cmd would make a part of the value. They are left out.`;
}

function backslashTakenOff(name: string): string {
  return `\`${name}\` in the openrc has \\! or \\' in it, which is how Horizon writes ! and '. It is read without the backslash.`;
}

function backslashKept(name: string): string {
  return `\`${name}\` in the openrc has \\! or \\' inside double quotes. The backslash is a part of the value, as in bash.`;
}

function invalid(message: string, advice: readonly string[]): Failure {
  return new Failure('openrc-invalid', { message, advice });
}
