/**
 * identityEndpoint gives the versioned endpoint for what users have as `auth-url`: a slash at the end or `/auth/tokens`
 * pasted with it is taken off, a missing `/v3` is added.
 */
export function identityEndpoint(authUrl: URL): URL {
  const path = authUrl.pathname
    .replace(/\/+$/, '')
    .replace(/\/auth\/tokens$/, '')
    .replace(/\/+$/, '');
  return new URL(path.endsWith('/v3') ? path : `${path}/v3`, authUrl.origin);
}
