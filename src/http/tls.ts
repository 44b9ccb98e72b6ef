import tls from 'node:tls';
import type { Trust } from '../identity.ts';

/** What a TLS connection is told of trust. */
export interface TlsOptions {
  ca?: string[];
  rejectUnauthorized?: false;
}

/** tlsOptions gives Node's options for a trust. Node's `ca` replaces its roots, so they are named again beside ours. */
export function tlsOptions({ ca, insecure }: Trust): TlsOptions {
  return {
    ...(ca !== undefined && { ca: [...usualRoots(), ca] }),
    ...(insecure && { rejectUnauthorized: false as const }),
  };
}

// With NODE_EXTRA_CA_CERTS and --use-system-ca where Node (≥ 22.15) can tell them.
function usualRoots(): readonly string[] {
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates('default') : tls.rootCertificates;
}
