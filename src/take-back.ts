import { Failure } from './failure.ts';
import { Deadline } from './http/deadline.ts';
import { createHttp } from './http/http.ts';
import { revoke } from './keystone/revoke.ts';
import { removeDirectory } from './runner/files.ts';
import { putBack } from './runner/hand-over.ts';
import { info, seal, warning } from './runner/log.ts';
import type { Issuance } from './runner/state.ts';
import type { Secret } from './secret.ts';

// A job must not wait for its clean-up.
const seconds = 10;

/**
 * takeBack puts the variables back, removes the files, and revokes what was issued, the newest token first, within ten
 * seconds. It says in one line what it did. It never throws: what could not be done is a warning, and, where it is worth
 * another try, in the issuance it gives.
 */
export async function takeBack(issuance: Issuance): Promise<Issuance> {
  restore(issuance.exported);
  const removed = remove(issuance.directory);
  const { said, left } = await revokeAll(issuance);
  if (removed) {
    said.push('Its files are removed.');
  }
  if (said.length > 0) {
    info(said.join(' '));
  }
  return { ...issuance, tokens: left, exported: [] };
}

function restore(exported: Issuance['exported']): void {
  try {
    putBack(exported);
  } catch {
    warning('The variables that the step had set could not be put back: the runner takes none.');
  }
}

function remove(directory: string): boolean {
  try {
    return removeDirectory(directory);
  } catch {
    warning(`The files in ${directory} could not be removed. Remove them: there is a token in them.`);
    return false;
  }
}

/** revokeAll gives what came of it, a sentence each, and the tokens that may still be revoked. */
async function revokeAll({
  endpoint,
  trust,
  tokens,
  ends,
  revocable = true,
}: Issuance): Promise<{ said: string[]; left: readonly Secret[] }> {
  const { host } = endpoint;
  if (tokens.length > 0 && ends !== undefined && ends <= Date.now()) {
    return { said: [`The token of ${host} has expired by itself.`], left: [] };
  }
  const until = ends === undefined ? 'it expires' : new Date(ends).toISOString();
  const failed = (why: string): void =>
    warning(`The token of ${host} could not be revoked: ${why} It stays valid until ${until}.`);
  const http = createHttp({ cloud: { url: endpoint, trust }, deadline: new Deadline(seconds), seal, log: info });
  const said: string[] = [];
  const done = new Set<Secret>();
  let revoked = 0;
  for (const token of tokens.toReversed()) {
    try {
      const revocation = await revoke({ http, endpoint }, token);
      if (!revocable && token === tokens.at(-1) && revocation.outcome !== 'revoked') {
        said.push(`The token of ${host} is of a kind that Keystone does not revoke. It stays valid until ${until}.`);
        done.add(token);
      } else if (revocation.outcome === 'failed') {
        failed(`${revocation.status} ${revocation.reason}`.trimEnd().concat('.'));
      } else {
        revoked += 1;
        done.add(token);
      }
    } catch (error) {
      failed(error instanceof Failure ? error.message : 'an internal error.');
      break;
    }
  }
  if (revoked > 0) {
    said.unshift(revoked === 1 ? `The token of ${host} is revoked.` : `The ${revoked} tokens of ${host} are revoked.`);
  }
  return { said, left: tokens.filter((token) => !done.has(token)) };
}
