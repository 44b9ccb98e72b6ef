import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import type { ReadFile } from '../../trust/pem.ts';
import { plainText } from '../plain-text.ts';
import { inputOf, isPlaceholder, isSecretVariable, type Variable } from '../variables.ts';
import { Shell } from './bash/shell.ts';
import { readCmd } from './cmd.ts';
import { invalid } from './invalid.ts';
import { readPowerShell } from './powershell.ts';
import { type Assigned, isOpaque, Table } from './table.ts';

/** What an openrc file sets, and what its owner should know of how it was read. */
type Openrc = { readonly variables: readonly Variable[]; readonly warnings: readonly string[] };

// The files that clouds give out have about 2 KiB.
const longest = 64 * 1024;

const powerShell = /^[ \t]*(\$\{?env:OS_|\[.*\]::SetEnvironmentVariable|(Set|New)-Item\s.*env:)/im;
const cmd = /^[ \t]*@?set(x|[ \t]+\/p)?[ \t]+"?OS_/im;
const bash = /^[ \t]*(export[ \t]+)?OS_\w+=/m;

/**
 * readOpenrc returns the `OS_` variables of an openrc file, given as its content, base64 of it or its path, as sourcing it
 * in an empty environment would make them, without running it: a bash file, or a PowerShell (`$env:X = …`) or cmd
 * (`set X=…`) one. What only running it would tell has no text. Each secret is sealed the moment it is read.
 * Throws `openrc-invalid` for a file that is none; never with a value in it.
 */
export function readOpenrc(given: string, { readFile, seal }: { readFile: ReadFile; seal: Seal }): Openrc {
  const text = contentOf(given, readFile);
  const table = new Table((name, value) => {
    if (value !== '' && isSecretVariable(name) && !isPlaceholder(name, value)) {
      seal(value);
    }
  });
  if (powerShell.test(text)) {
    readPowerShell(text, table);
  } else if (cmd.test(text) && !bash.test(text)) {
    readCmd(text, table);
  } else {
    new Shell(text, table).list();
  }
  const variables = variablesOf(table, text);
  if (variables.length === 0) {
    throw invalid(
      'The openrc sets no `OS_` variable.',
      /^\s*#.*\bOS_\w+=.*\s*$/.test(text)
        ? 'It is one line that begins with `#`, and so a comment: its line breaks are lost. Store the file as it is.'
        : 'Give the whole file as your cloud gave it, or its path. Bash, PowerShell and cmd files are understood.',
    );
  }
  return { variables, warnings: Array.from(table.warnings, ([name, what]) => `\`${name}\` in the openrc ${what}`) };
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

function variablesOf(table: Table, text: string): Variable[] {
  const found = [...table.entries].filter(([, { value }]) => value !== undefined && value !== '');
  const { value: address } = table.entries.get('OS_AUTH_URL') ?? {};
  const { value: cloud, line = 0 } = table.entries.get('OS_CLOUD') ?? {};
  const variables = [
    ...found.map(([name, entry]) => variable(name, entry)),
    ...lookalikes(table, text),
    ...(cloud && !address ? [{ name: 'OS_AUTH_URL', text: '', ...place('OS_CLOUD', line, onlyCloud) }] : []),
  ];
  return variables.filter(({ name }) => /^OS_[A-Z0-9_]+$/.test(name));
}

const lookalike = /(?<![\w${%])(OS_[A-Z0-9_]+)(\s*)=(?!=)(\s*)(["']?<)?/g;
const withBlank = 'sets nothing: there is a blank before or behind its `=`, or in its value without quotes.';
const behind = 'sets nothing: it stands behind another command, as where line breaks were lost, or in a function.';
const placeholder = 'sets nothing: what stands in < and > is to be replaced.';

/** What to say of lines that look as if they set a variable which nothing sets. */
function lookalikes(table: Table, text: string): Variable[] {
  const lines = text.split('\n').map((line) => (/^\s*(#|::|rem\s)/i.test(line) ? '' : line));
  const found = lines.flatMap((line, index) =>
    Array.from(line.matchAll(lookalike), (match) => ({ match, line: index + 1 })),
  );
  return found.flatMap(({ match, line }) => {
    const [, name = '', blank, blankAfter, opens] = match;
    const isFirst = /^(export|set)?$/i.test(match.input.slice(0, match.index).trim());
    const why = opens ? placeholder : isFirst || blank || blankAfter ? withBlank : behind;
    const entry = table.entries.get(name);
    return entry?.value || (entry && !opens) ? [] : [{ name, text: '', ...place(name, line, why) }];
  });
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
