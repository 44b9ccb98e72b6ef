import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import type { ReadFile } from '../../trust/pem.ts';
import { plainText } from '../plain-text.ts';
import { inputOf, isPlaceholder, isSecretVariable, type Variable } from '../variables.ts';
import { Shell } from './bash/shell.ts';
import { readCmd } from './cmd.ts';
import { isHorizons } from './horizon.ts';
import { PowerShell } from './powershell.ts';
import { type Entry, isOpaque, Table } from './table.ts';

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
 * readOpenrc returns the `OS_` variables of an openrc file, given as its content, base64 of it or its path, as sourcing it
 * in an empty environment would make them, without running it: a bash file, or a PowerShell (`$env:X = …`) or cmd
 * (`set X=…`) one. What only running it would tell has no text. Each secret is sealed the moment it is read.
 *
 * Throws `openrc-invalid` for a file that is none; never with a value in it.
 */
export function readOpenrc(given: string, { readFile, seal }: { readFile: ReadFile; seal: Seal }): Openrc {
  const text = contentOf(given, readFile);
  const warnings = new Set<string>();
  const table = new Table((name, value) => {
    if (value !== '' && isSecretVariable(name) && !isPlaceholder(name, value)) {
      seal(value);
    }
  });
  if (powerShell.test(text)) {
    new PowerShell(text, table).follow();
  } else if (cmd.test(text) && !bash.test(text)) {
    readCmd(text, table, (name) => warnings.add(quotesTakenOff(name)));
  } else {
    const isHorizon = isHorizons(text);
    const bare = (target: string): boolean => {
      // Horizon's file asks for the password, so one that is in it was written by its owner.
      const taken = isHorizon && target !== 'OS_PASSWORD';
      if (isOpenstacks(target)) {
        warnings.add(taken ? backslashTakenOff(target) : backslashKept(target));
      }
      return taken;
    };
    new Shell(text, { table, bare, functions: new Map() }).list();
  }
  const variables = variablesOf(table);
  if (variables.length === 0) {
    throw invalid('The openrc sets no `OS_` variable.', [
      /^\s*#.*\bOS_\w+=/.test(text) && !text.trimEnd().includes('\n')
        ? 'It is one line that begins with `#`, and so a comment: its line breaks are lost. Store the file as it is.'
        : 'Give the whole file as your cloud gave it, or its path. Bash, PowerShell and cmd files are understood.',
    ]);
  }
  return { variables, warnings: [...warnings] };
}

/** A file's path has neither line breaks nor an equals sign in it. It is not shown, because it may be a secret after all. */
function contentOf(given: string, readFile: ReadFile): string {
  const mark = /\bOS_[A-Z]/;
  let text = plainText(given, mark);
  if (!/[\n=]/.test(text)) {
    try {
      text = plainText(readFile(text.trim()), mark);
    } catch (error) {
      throw error instanceof Failure
        ? error
        : invalid('The input `openrc` is neither the content of an openrc file nor the path of one that can be read.', [
            'Paths are relative to the workspace: check out the repository first.',
            'If it is a secret, it has to hold the whole file, with its line breaks.',
          ]);
    }
  }
  if (text.length > longest) {
    throw invalid(`The openrc is larger than ${longest / 1024} KiB.`, []);
  }
  if (text.includes('\0')) {
    throw invalid('The openrc has NUL bytes in it.', ['Save it as UTF-8.']);
  }
  if (/^clouds\s*:/m.test(text)) {
    throw invalid('The openrc is a clouds.yaml.', [
      'Give it with the input `clouds-yaml`, and its cloud with `cloud`.',
    ]);
  }
  return text;
}

function isOpenstacks(name: string): boolean {
  return /^OS_[A-Z0-9_]+$/.test(name);
}

function variablesOf(table: Table): Variable[] {
  const hints = [...table.hints].filter(([name]) => !table.get(name)?.value);
  const found = table.entries().filter(([, { value }]) => value !== undefined && value !== '');
  const cloud = table.get('OS_CLOUD');
  return [
    ...found.map(([name, entry]) => variable(name, entry)),
    ...hints.map(([name, { why, line }]) => ({
      name,
      text: '',
      from: place(name, line),
      hint: `${said(name, line)} ${why}.`,
    })),
    ...(cloud?.value && !table.get('OS_AUTH_URL')?.value ? [namesCloud(cloud)] : []),
  ].filter(({ name }) => isOpenstacks(name));
}

function variable(name: string, { value, line }: Entry): Variable {
  const from = place(name, line);
  const input = inputOf(name);
  const opaque =
    typeof value === 'string' && value.includes('\n') && !isSecretVariable(name)
      ? { why: 'goes on over several lines, as after a quote that is missing' }
      : value;
  if (!isOpaque(opaque)) {
    return { name, text: opaque, from };
  }
  const instead = input === undefined ? '' : `give the input \`${input}\``;
  const hint = opaque.asks
    ? instead && `: ${instead}`
    : `. The file is read and never run: write the value itself into it, in single quotes${instead && `, or ${instead}`}`;
  return { name, text: undefined, from, hint: `${said(name, line)} ${opaque.why}${hint}.` };
}

function place(name: string, line: number): string {
  return `\`${name}\` (openrc line ${line})`;
}

function said(name: string, line: number): string {
  return `\`${name}\` on line ${line} of the openrc`;
}

/** What to say where the file names a cloud and no address. */
function namesCloud({ line }: Entry): Variable {
  const hint = `The openrc only names a cloud (\`OS_CLOUD\` on line ${line}). Give the clouds.yaml that describes it with \`clouds-yaml\`, and the name with \`cloud\`, instead of \`openrc\`.`;
  return { name: 'OS_AUTH_URL', text: '', from: place('OS_CLOUD', line), hint };
}

function invalid(message: string, advice: readonly string[]): Failure {
  return new Failure('openrc-invalid', { message, advice });
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
