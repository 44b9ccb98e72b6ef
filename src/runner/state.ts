import * as core from '@actions/core';
import type { Trust } from '../identity.ts';
import type { Secret } from '../secret.ts';
import { seal } from './log.ts';

/** What the end of the job must know: what was issued, and how to take it back. */
export interface Issuance {
  /** The versioned Identity endpoint. */
  readonly endpoint: URL;
  readonly trust: Trust;
  readonly tokens: readonly Secret[];
  /** When the tokens end, by this machine's clock, in milliseconds; unknown until Keystone's answer has been read. */
  readonly ends?: number;
}

const name = 'issuance';

/** saveIssuance keeps it for the end of the job; the last call counts. */
export function saveIssuance({ endpoint, trust, tokens, ends }: Issuance): void {
  core.saveState(name, { endpoint: endpoint.href, trust, tokens: tokens.map((token) => token.reveal()), ends });
}

/** loadIssuance gives what the step saved last, or undefined if it issued nothing. */
export function loadIssuance(): Issuance | undefined {
  const text = core.getState(name);
  if (text === '') {
    return undefined;
  }
  const saved: { endpoint: string; trust: Trust; tokens: string[]; ends?: number } = JSON.parse(text);
  return { ...saved, endpoint: new URL(saved.endpoint), tokens: saved.tokens.map(seal) };
}
