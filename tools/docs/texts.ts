import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.ts';

/** What a failure says, and its code. */
interface Text {
  readonly code: string;
  /** The message; `…` stands for what differs. */
  readonly text: string;
}

/**
 * withTexts returns docs/troubleshooting.md with the table of what failures say, between `<!-- texts -->` and
 * `<!-- /texts -->`: in the order of the page's sections, as src/ says it.
 */
export function withTexts(page: string): string {
  const sections = [...page.matchAll(/^## `(.*)`$/gm)].map(([, code = '']) => code);
  const texts = globSync('src/**/*.ts', { cwd: root }).flatMap((path) =>
    textsIn(readFileSync(join(root, path), 'utf8'), sections),
  );
  const rows = sections.flatMap((code) => {
    const ofCode = texts.filter((text) => text.code === code).map(({ text }) => text);
    return [...new Set(ofCode)].toSorted().map((text) => `| ${text} | [${code}](#${code}) |`);
  });
  const table = ['| text | section |', '|---|---|', ...rows].join('\n');
  return page.replace(
    /(<!-- texts -->\n).*?(<!-- \/texts -->)/s,
    (_, before, after) => `${before}\n${table}\n\n${after}`,
  );
}

/**
 * textsIn returns the messages in a source text, each with the failure code that stands before it. A message that is not
 * written out there, or has no words of its own, is left out.
 */
export function textsIn(source: string, codes: readonly string[]): Text[] {
  return [...source.matchAll(/\bmessage: (?=['"`])/g)].flatMap(({ index, 0: label }) => {
    const before = source.slice(Math.max(0, index - 400), index);
    const named = [...before.matchAll(/'([a-z-]+)'/g)].map(([, name = '']) => name);
    const code = named.findLast((name) => codes.includes(name));
    const text = literalAt(source, index + label.length);
    return code === undefined || !/\p{L}{3,}.* .*\p{L}{2,}/u.test(text) ? [] : [{ code, text }];
  });
}

/** The text of a string or template that begins at a place; `…` stands for each expression in it. */
function literalAt(source: string, start: number): string {
  const quote = source.charAt(start);
  let text = '';
  for (let at = start + 1; source.charAt(at) !== quote; at += 1) {
    if (source.startsWith('${', at)) {
      at = endOfExpression(source, at + 2);
      text += '…';
    } else {
      at += source.charAt(at) === '\\' ? 1 : 0;
      text += source.charAt(at);
    }
  }
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll(/…[…\s]*…/g, '…');
}

/** Where the brace is that closes an expression in a template; templates inside it have braces of their own. */
function endOfExpression(source: string, start: number): number {
  let depth = 1;
  for (let at = start; ; at += 1) {
    depth += Number(source.charAt(at) === '{') - Number(source.charAt(at) === '}');
    if (depth === 0 || at >= source.length) {
      return at;
    }
  }
}
