import { Failure } from './failure.ts';
import { Deadline } from './http/deadline.ts';
import { createHttp } from './http/http.ts';
import { revoke } from './keystone/revoke.ts';
import { info, seal, warning } from './runner/log.ts';
import type { Issuance } from './runner/state.ts';

// A job must not wait for its clean-up.
const seconds = 10;

/**
 * takeBack revokes what was issued, the newest token first, within ten seconds. It never throws: a token that could
 * not be revoked is one warning.
 */
export async function takeBack({ endpoint, trust, tokens, ends }: Issuance): Promise<void> {
  if (tokens.length === 0) {
    return;
  }
  if (ends !== undefined && ends <= Date.now()) {
    info(`The token of ${endpoint.host} has expired by itself.`);
    return;
  }
  const http = createHttp({ trust, deadline: new Deadline(seconds), seal, log: info });
  for (const token of tokens.toReversed()) {
    try {
      const revocation = await revoke({ http, endpoint }, token);
      if (revocation.outcome === 'failed') {
        const { status, reason } = revocation;
        warning(`The token of ${endpoint.host} could not be revoked: ${status} ${reason}. ${stillValid(ends)}`);
      } else {
        info(`The token of ${endpoint.host} is revoked.`);
      }
    } catch (error) {
      const reason = error instanceof Failure ? error.message : 'an internal error.';
      warning(`The token of ${endpoint.host} could not be revoked: ${reason} ${stillValid(ends)}`);
    }
  }
}

function stillValid(ends: number | undefined): string {
  return `It stays valid until ${ends === undefined ? 'it expires' : new Date(ends).toISOString()}.`;
}
