import * as core from '@actions/core';
import { Secret } from '../secret.ts';
import { seal } from './log.ts';
import { writing } from './unfit.ts';

/**
 * saveState keeps a value for the end of the job, secrets in it included; the last call counts. Throws `runner-unfit` if
 * the runner takes none.
 */
export function saveState(value: object): void {
  const text = JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, name, written) {
    // What is written of a Secret is `***`.
    const secret = this[name];
    return secret instanceof Secret ? { [mark]: secret.reveal() } : written;
  });
  const count = Math.ceil(text.length / pieceLength);
  writing('GITHUB_STATE', () => {
    for (let number = 0; number <= count; number++) {
      core.saveState(nameOf(number), text.slice(number * pieceLength, (number + 1) * pieceLength));
    }
  });
}

/** isStateSaved tells whether the step has saved anything. */
export function isStateSaved(): boolean {
  return core.getState(nameOf(0)) !== '';
}

/**
 * loadState returns what the step saved last, secrets in it sealed; undefined if it saved nothing, null where it cannot
 * be read. Whoever has the job's environment may have written it.
 */
export function loadState(): unknown {
  let text = '';
  for (let number = 0; core.getState(nameOf(number)) !== ''; number++) {
    text += core.getState(nameOf(number));
  }
  if (text === '') {
    return undefined;
  }
  try {
    return JSON.parse(text, (_, read) => (typeof read?.[mark] === 'string' ? seal(read[mark]) : read));
  } catch {
    return null;
  }
}

// A secret is kept as `{"secret": "…"}`.
const mark = 'secret';

// State comes back as environment variables. One of more than 128 KiB keeps post from starting on Linux, and Windows
// ends at 32,767 characters; a bundle of certificates or a token may be longer. So it is saved in pieces, up to an
// empty one: `leftovers-0`, `leftovers-1`…
const pieceLength = 30_000;

function nameOf(number: number): string {
  return `leftovers-${number}`;
}
