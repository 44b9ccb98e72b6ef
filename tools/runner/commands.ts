/** A line of output that the runner obeys: `::error title=Refused::message`, or `##[error]message` anywhere in a line. */
export interface Command {
  /** In lower case. */
  readonly name: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

/**
 * parseCommand gives the command in a line, undefined where there is none of these names.
 * Source: actions/runner, ActionCommand.cs, TryParseV2 and TryParse.
 */
export function parseCommand(line: string, names: readonly string[]): Command | undefined {
  for (const { pattern, separator, propertyEscapes, dataEscapes } of syntaxes) {
    const [, written = '', properties = '', data = ''] = pattern.exec(line) ?? [];
    const name = names.find((known) => known.toLowerCase() === written.toLowerCase());
    if (name !== undefined) {
      return {
        name,
        properties: parseProperties(properties, separator, propertyEscapes),
        data: unescaped(data, dataEscapes),
      };
    }
  }
  return undefined;
}

type Escapes = readonly (readonly [escaped: string, character: string])[];

const lineEnds: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
];
const percent: Escapes = [['%25', '%']];
const inBrackets: Escapes = [['%3B', ';'], ...lineEnds, ['%5D', ']'], ...percent];

const syntaxes = [
  {
    pattern: /^\s*::([^ ]*?)(?: (.*?))?::(.*)$/s,
    separator: ',',
    propertyEscapes: [...lineEnds, ['%3A', ':'], ['%2C', ','], ...percent],
    dataEscapes: [...lineEnds, ...percent],
  },
  {
    pattern: /##\[([^ \]]*)(?: ([^\]]*))?\](.*)$/s,
    separator: ';',
    propertyEscapes: inBrackets,
    dataEscapes: inBrackets,
  },
] as const satisfies readonly {
  pattern: RegExp;
  separator: string;
  propertyEscapes: Escapes;
  dataEscapes: Escapes;
}[];

function parseProperties(text: string, separator: string, escapes: Escapes): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const property of text.trim().split(separator)) {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(property) ?? [];
    if (name !== undefined && value !== undefined) {
      properties.set(name, unescaped(value, escapes));
    }
  }
  return properties;
}

function unescaped(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, character]) => result.replaceAll(escaped, character), text);
}
