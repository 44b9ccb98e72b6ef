import * as core from '@actions/core';

/**
 * input gives an input's text as the user wrote it; the empty string if it is not given or its secret is absent.
 * Blanks count, because they may be part of a password; one line break at the end, the mark of a paste, does not.
 */
export function input(name: string): string {
  return core.getInput(name, { trimWhitespace: false }).replace(/\r?\n$/, '');
}

/** isGiven tells whether there is an input at all, be it empty: the runner hands over every one that action.yml declares. */
export function isGiven(name: string): boolean {
  return process.env[`INPUT_${name.toUpperCase()}`] !== undefined;
}
