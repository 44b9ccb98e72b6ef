import * as core from '@actions/core';

/**
 * input gives an input's text as the user wrote it; the empty string if it is not given or its secret is absent.
 * Blanks count, because they may be part of a password; one line break at the end, the mark of a paste, does not.
 */
export function input(name: string): string {
  return core.getInput(name, { trimWhitespace: false }).replace(/\r?\n$/, '');
}
