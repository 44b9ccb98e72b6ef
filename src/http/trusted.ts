import type { Trust } from '../identity.ts';

/** The cloud's server, and what the user trusts it with. */
export interface Cloud {
  readonly url: URL;
  readonly trust: Trust;
}

/** How one server is trusted, and which of the user's inputs have a say in that. */
export interface PeerTrust extends Trust {
  /** `cert` stands for `key` too. */
  readonly counting: readonly ('cacert' | 'cert' | 'insecure')[];
}

/**
 * trustOf returns how a server is trusted: the cloud as the user says; any other (an identity provider, a proxy) by
 * `cacert` beside the usual authorities; and where there is no cloud, as for GitHub, by nothing the user gave.
 */
export function trustOf({ origin }: URL, cloud: Cloud | undefined): PeerTrust {
  if (cloud === undefined) {
    return { insecure: false, counting: [] };
  }
  const { ca } = cloud.trust;
  return origin === cloud.url.origin
    ? { ...cloud.trust, counting: ['cacert', 'cert', 'insecure'] }
    : { ...(ca !== undefined && { ca }), insecure: false, counting: ['cacert'] };
}
