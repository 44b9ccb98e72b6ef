import type { Trust } from '../identity.ts';
import { flag } from './flag.ts';
import type { Options } from './options.ts';
import { certificates, type ReadFile } from './pem.ts';

/** trustGiven gives how far the cloud's server is trusted. Throws `input-invalid`. */
export function trustGiven({ cacert, insecure }: Options, readFile: ReadFile): Trust {
  return { ...(cacert && { ca: certificates(cacert, readFile) }), insecure: flag(insecure) };
}
