import type { Trust } from '../identity.ts';
import { isObject, list, type Members, members, text } from '../keystone/json.ts';
import { warning } from '../runner/log.ts';
import { loadState } from '../runner/state.ts';
import { Secret } from '../secret.ts';
import { Leftovers } from './leftovers.ts';
import { readLeftover } from './undo.ts';

/**
 * savedLeftovers returns what the step had left when it ended, or undefined if that was nothing. What no step can have
 * saved is not followed, but told.
 */
export function savedLeftovers(): Leftovers | undefined {
  const saved = loadState();
  if (saved === undefined) {
    return undefined;
  }
  const { endpoint, trust, login, leftovers } = members(saved);
  const items = list(leftovers).map((item) => readLeftover(members(item)));
  const known = items.filter((item) => item !== undefined);
  const url = endpointIn(text(endpoint));
  if (url === undefined || !isObject(trust) || known.length < items.length) {
    warning(
      'What the runner kept of the step for the end of the job is damaged, so not all of it can be undone. ' +
        'A token of it may stay valid until it expires.',
    );
  }
  return url && new Leftovers({ endpoint: url, trust: trustIn(members(trust)), login: text(login) }, known);
}

function endpointIn(url: string): URL | undefined {
  return URL.canParse(url) && /^https?:/.test(url) ? new URL(url) : undefined;
}

function trustIn({ ca, insecure, client }: Members): Trust {
  const { cert, key } = members(client);
  return {
    insecure: insecure === true,
    ...(typeof ca === 'string' && { ca }),
    ...(typeof cert === 'string' && key instanceof Secret && { client: { cert, key } }),
  };
}
