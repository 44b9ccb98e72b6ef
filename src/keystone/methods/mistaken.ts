import type { Secret } from '../../secret.ts';

/** mistakenIn returns what looks like a mistake made when a secret was stored, a sentence each. */
export function mistakenIn(what: string, secret: Secret): readonly string[] {
  return mistakes.flatMap(([pattern, mistake]) => (pattern.test(secret.reveal()) ? [`The ${what} ${mistake}`] : []));
}

const mistakes: readonly (readonly [RegExp, string])[] = [
  [/^\s|\s$/, 'that was given begins or ends with a blank or a line break, which counts as a part of it.'],
  [/^["'`]|["'`]$/, 'that was given begins or ends with a quotation mark, which counts as a part of it.'],
  [
    /^(\$\{?\w+\}?|%\w+%|\$env:\w+|\$\{\{.*\}\}|<.*>)$/i,
    'that was given is the name of a variable or a placeholder: nothing puts its value there.',
  ],
];
