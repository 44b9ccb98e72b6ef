import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import type { ReadFile } from '../../trust/pem.ts';
import { plainText } from '../plain-text.ts';
import { inputOf, isPlaceholder, isSecretVariable, type Variable } from '../variables.ts';
import { Shell } from './bash/shell.ts';
import { readCmd } from './cmd.ts';
import { isHorizons } from './horizon.ts';
import { invalid } from './invalid.ts';
import { readPowerShell } from './powershell.ts';
import { type Assigned, isOpaque, Table } from './table.ts';

/** What an openrc file sets, and what its owner should know of how it was read. */
interface Openrc {
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
    readPowerShell(text, table);
  } else if (cmd.test(text) && !bash.test(text)) {
    readCmd(text, table, (name) => warnings.add(quotesTakenOff(name)));
  } else {
    const isHorizon = isHorizons(text);
    const bare = (target: string): boolean => {
      // Horizon's file asks for the password, so one that is in it was written by its owner.
      const taken = isHorizon && target !== 'OS_PASSWORD';
      if (isOpenstacks(target)) {
        warnings.add(backslashed(target, taken));
      }
      return taken;
    };
    new Shell(text, { table, bare, functions: new Map() }).list();
  }
  const variables = variablesOf(table);
  if (variables.length === 0) {
    throw invalid(
      'The openrc sets no `OS_` variable.',
      /^\s*#.*\bOS_\w+=.*\s*$/.test(text)
        ? 'It is one line that begins with `#`, and so a comment: its line breaks are lost. Store the file as it is.'
        : 'Give the whole file as your cloud gave it, or its path. Bash, PowerShell and cmd files are understood.',
    );
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
        : invalid(
            'The input `openrc` is neither the content of an openrc file nor the path of one that can be read.',
            'Paths are relative to the workspace: check out the repository first.',
            'If it is a secret, it has to hold the whole file, with its line breaks.',
          );
    }
  }
  if (text.length > longest || text.includes('\0')) {
    throw invalid(`The openrc is larger than ${longest / 1024} KiB, or has NUL bytes in it.`);
  }
  if (/^clouds\s*:/m.test(text)) {
    throw invalid('The openrc is a clouds.yaml.', 'Give it with the input `clouds-yaml`, and its cloud with `cloud`.');
  }
  return text;
}

function isOpenstacks(name: string): boolean {
  return /^OS_[A-Z0-9_]+$/.test(name);
}

function variablesOf(table: Table): Variable[] {
  const found = [...table.entries].filter(([, { value }]) => value !== undefined && value !== '');
  const { value: address } = table.entries.get('OS_AUTH_URL') ?? {};
  const { value: cloud, line = 0 } = table.entries.get('OS_CLOUD') ?? {};
  const hints = [...table.hints].filter(([name]) => !table.entries.get(name)?.value);
  const variables = [
    ...found.map(([name, entry]) => variable(name, entry)),
    ...hints.map(([name, { why, line }]) => ({ name, text: '', ...place(name, line, `${why}.`) })),
    ...(cloud && !address ? [{ name: 'OS_AUTH_URL', text: '', ...place('OS_CLOUD', line, onlyCloud) }] : []),
  ];
  return variables.filter(({ name }) => isOpenstacks(name));
}

const onlyCloud =
  'only names a cloud, and no address is beside it. Give the clouds.yaml that describes the cloud with `clouds-yaml`, and the name with `cloud`, instead of `openrc`.';

function variable(name: string, { value, line }: Assigned): Variable {
  if (typeof value === 'string' && (isSecretVariable(name) || !value.includes('\n'))) {
    return { name, text: value, from: place(name, line, '').from };
  }
  const { why, asks } = isOpaque(value)
    ? value
    : { why: 'goes on over several lines, as after a quote that is missing' };
  const input = inputOf(name);
  const instead = input === undefined ? '' : `give the input \`${input}\``;
  const hint = asks
    ? instead && `: ${instead}`
    : `. The file is read and never run: write the value itself into it, in single quotes${instead && `, or ${instead}`}`;
  return { name, text: undefined, ...place(name, line, `${why}${hint}.`) };
}

function place(name: string, line: number, what: string): { from: string; hint: string } {
  return { from: `\`${name}\` (openrc line ${line})`, hint: `\`${name}\` on line ${line} of the openrc ${what}` };
}

function quotesTakenOff(name: string): string {
  return `\`${name}\` in the openrc stands in double quotes, which cmd would make a part of the value. They are left out.`;
}

function backslashed(name: string, taken: boolean): string {
  const how = taken
    ? ", which is how Horizon writes ! and '. It is read without the backslash."
    : ' inside double quotes. The backslash is a part of the value, as in bash.';
  return `\`${name}\` in the openrc has \\! or \\' in it${how}`;
}
