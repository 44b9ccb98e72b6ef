/** hostOf returns a URL's host as sockets want it: an IPv6 literal without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** portOf returns a URL's port, the usual one too. */
export function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}

/** targetOf returns a URL's host and port, the usual one too: `cloud.example:443`. */
export function targetOf(url: URL): string {
  return `${url.hostname}:${portOf(url)}`;
}
