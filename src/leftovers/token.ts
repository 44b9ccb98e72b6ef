import { Failure } from '../failure.ts';
import { revoke } from '../keystone/revoke.ts';
import { Secret } from '../secret.ts';
import { endIn, type Kind, type Leftover, lastEnd, type Telling } from './item.ts';

/** A token that Keystone has issued. */
export interface IssuedToken extends Leftover {
  readonly kind: 'token';
  readonly id: Secret;
  /** Whether Keystone revokes it when asked to; unknown until its answer has been read. */
  readonly revocable?: boolean;
  /** Whether it is to outlive the job. */
  readonly kept?: boolean;
}

/** Tokens are revoked. Each revokes itself, and none depends on another. */
export const token: Kind<IssuedToken> = {
  read(saved) {
    const { id, revocable, kept } = saved;
    return id instanceof Secret
      ? {
          kind: 'token',
          id,
          ...endIn(saved),
          ...(typeof revocable === 'boolean' && { revocable }),
          ...(kept === true && { kept }),
        }
      : undefined;
  },

  async undo({ id, revocable, kept }, { keystone }) {
    if (kept) {
      return undefined;
    }
    const { outcome, answer } = await revoke(keystone, id);
    if (outcome === 'revoked') {
      return revoked;
    }
    // One that is not revoked is not found (404) or not let in (401, by Keystone 30), and lives on.
    if (revocable === false) {
      return irrevocable;
    }
    if (outcome === 'ended' || (outcome === 'unknown' && revocable)) {
      return ended;
    }
    throw new Failure('request-refused', { message: `${answer}.` });
  },

  failed(tokens, why, host) {
    const it = tokens.length > 1 ? 'They' : 'It';
    return `${named(tokens, host)} could not be revoked: ${why} ${it} may stay valid until ${lastEnd(tokens)}.`;
  },
};

const revoked: Telling<IssuedToken> = (tokens, host) => `${named(tokens, host)} ${are(tokens)} revoked.`;

const ended: Telling<IssuedToken> = (tokens, host) => `${named(tokens, host)} had ended before.`;

const irrevocable: Telling<IssuedToken> = (tokens, host) =>
  `${named(tokens, host)} ${are(tokens)} of a kind that Keystone does not revoke. ` +
  `${tokens.length > 1 ? 'They stay' : 'It stays'} valid until ${lastEnd(tokens)}.`;

function named({ length }: readonly IssuedToken[], host: string): string {
  return length > 1 ? `${length} tokens of ${host}` : `The token of ${host}`;
}

function are({ length }: readonly IssuedToken[]): string {
  return length > 1 ? 'are' : 'is';
}
