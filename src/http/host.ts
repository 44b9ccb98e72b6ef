/** hostOf returns a URL's host as sockets want it: an IPv6 literal without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** targetOf returns a URL's host and port, the usual one too: `cloud.example:443`. */
export function targetOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
