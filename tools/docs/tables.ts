import type { Action } from '../runner/action.ts';

/** Inputs that action.yml has under one comment. */
interface Group {
  readonly title: string;
  readonly names: readonly string[];
}

/**
 * withTables returns a README with the tables of inputs and outputs that action.yml makes: between `<!-- inputs -->` and
 * `<!-- /inputs -->`, and likewise for outputs. `yaml` is its text, whose comments head the groups of inputs.
 */
export function withTables(readme: string, yaml: string, { inputs, outputs }: Action): string {
  const groups = groupsIn(yaml).map(({ title, names }) => {
    const rows = names.map((name) => {
      const { description, default: value } = inputs.get(name) ?? { description: '', default: '' };
      return [code(name), linked(description), code(value)];
    });
    return `### ${title}\n\n${table(['input', 'meaning', 'default'], rows)}`;
  });
  const rows = [...outputs].map(([name, { description }]) => [code(name), linked(description)]);
  return between('outputs', table(['output', 'value'], rows), between('inputs', groups.join('\n\n'), readme));
}

function groupsIn(yaml: string): Group[] {
  const [, inputs = ''] = /^inputs:\n(.*?)^outputs:/ms.exec(yaml) ?? [];
  return inputs
    .split(/^ {2}# /m)
    .slice(1)
    .map((text) => ({
      title: text.slice(0, text.indexOf('\n')),
      names: [...text.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name = '']) => name),
    }));
}

function between(name: string, text: string, page: string): string {
  const marked = new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, 's');
  return page.replace(marked, (_, before: string, after: string) => `${before}\n${text}\n\n${after}`);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`.replaceAll(/ {2}/g, ' '))
    .join('\n');
}

function code(text: string): string {
  return text && `\`${text}\``;
}

/** A page of ours that a description names becomes a link, relative to the README. */
function linked(description: string): string {
  return description.replaceAll(/\bdocs\/[\w./-]+\.md\b/g, (path) => `[${path}](${path})`);
}
