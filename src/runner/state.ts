import * as core from '@actions/core';
import type { Exported } from '../exported.ts';
import type { Trust } from '../identity.ts';
import type { Secret } from '../secret.ts';
import { seal } from './log.ts';

/** What the end of the job must know: what was issued, and how to take it back. */
export interface Issuance {
  /** The versioned Identity endpoint. */
  readonly endpoint: URL;
  readonly trust: Trust;
  readonly tokens: readonly Secret[];
  /** Whether Keystone can revoke the last of them; unknown until its answer has been read. */
  readonly revocable?: boolean;
  /** When the tokens end, by this machine's clock, in milliseconds; unknown until Keystone's answer has been read. */
  readonly ends?: number;
  /** Where this use of the action has its files; there may be none. */
  readonly directory: string;
  /** The variables there are to put back. */
  readonly exported: readonly Exported[];
}

/** An issuance as it is written down. */
interface Saved extends Omit<Issuance, 'endpoint' | 'trust' | 'tokens'> {
  readonly endpoint: string;
  readonly trust: Omit<Trust, 'client'> & { readonly client?: { readonly cert: string; readonly key: string } };
  readonly tokens: readonly string[];
}

/** saveIssuance keeps it for the end of the job; the last call counts. */
export function saveIssuance({ endpoint, trust: { client, ...trust }, tokens, ...rest }: Issuance): void {
  const saved: Saved = {
    ...rest,
    endpoint: endpoint.href,
    trust: { ...trust, ...(client && { client: { ...client, key: client.key.reveal() } }) },
    tokens: tokens.map((token) => token.reveal()),
  };
  saveText(JSON.stringify(saved));
}

/** loadIssuance gives what the step saved last, or undefined if it issued nothing. */
export function loadIssuance(): Issuance | undefined {
  const text = loadText();
  if (text === '') {
    return undefined;
  }
  const { endpoint, trust, tokens, ...rest }: Saved = JSON.parse(text);
  const { client, ...others } = trust;
  return {
    ...rest,
    endpoint: new URL(endpoint),
    trust: { ...others, ...(client && { client: { ...client, key: seal(client.key) } }) },
    tokens: tokens.map(seal),
  };
}

// State comes back as environment variables. One of more than 128 KiB keeps post from starting on Linux, and Windows
// ends at 32,767 characters; a bundle of certificates or a token may be longer. So it is saved in pieces, up to an
// empty one: `issuance-0`, `issuance-1`…
const pieceLength = 30_000;

function saveText(text: string): void {
  const count = Math.ceil(text.length / pieceLength);
  for (let number = 0; number <= count; number++) {
    core.saveState(nameOf(number), text.slice(number * pieceLength, (number + 1) * pieceLength));
  }
}

function loadText(): string {
  let text = '';
  for (let number = 0; core.getState(nameOf(number)) !== ''; number++) {
    text += core.getState(nameOf(number));
  }
  return text;
}

function nameOf(number: number): string {
  return `issuance-${number}`;
}
