import { endingSoon } from '../expiry.ts';
import { readApplicationCredential } from '../keystone/user-application-credentials.ts';
import { warning } from '../runner/log.ts';
import type { Kind, Leftover } from './item.ts';

/** Asks when the application credential that logged in ends. That is asked at the job's end, where nobody waits. */
interface LoginEnd extends Leftover {
  readonly kind: 'login-end';
  readonly id: string;
  readonly userId: string;
  /** How many days before its end to warn. */
  readonly days: number;
}

/** It warns of an end that is near, and leaves nothing. */
export const loginEnd: Kind<LoginEnd> = {
  read({ id, userId, days }) {
    return typeof id === 'string' && typeof userId === 'string' && typeof days === 'number'
      ? { kind: 'login-end', id, userId, days }
      : undefined;
  },

  undo({ id, userId, days }, { inPassing }) {
    return inPassing(async (caller) => {
      const { name, expiresAt } = await readApplicationCredential(caller, userId, id);
      const text = endingSoon(`The application credential ${name} (${id})`, expiresAt, new Date(), days);
      if (text !== undefined) {
        warning(text);
      }
    });
  },

  // Nothing of this job's depends on it.
  failed() {
    return undefined;
  },
};
