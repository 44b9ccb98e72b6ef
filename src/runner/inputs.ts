import * as core from '@actions/core';
import { secretIn } from '../secret-shapes.ts';
import { seal } from './log.ts';

/**
 * input returns an input's text as the user wrote it; the empty string if it is not given or its secret is absent.
 * Blanks count, because they may be part of a password; one line break at the end, the mark of a paste, does not.
 * What looks like a secret is masked, whatever the input is for.
 */
export function input(name: string): string {
  const text = core.getInput(name, { trimWhitespace: false }).replace(/\r?\n$/, '');
  if (secretIn(text.trim()) !== undefined) {
    seal(text);
  }
  return text;
}

/** isGiven tells whether an input is there at all, even if it is empty: the runner hands over every one that action.yml declares. */
export function isGiven(name: string): boolean {
  return process.env[`INPUT_${name.toUpperCase()}`] !== undefined;
}
