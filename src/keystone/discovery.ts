import { Failure, type FailureCode } from '../failure.ts';
import type { Http, Response } from '../http/request.ts';
import { list, members, parseJson, text } from './json.ts';

/** One version of the Identity API that a server offers: its id (`v3.14`) and where it is, as the server has it. */
interface Version {
  readonly id: string;
  readonly href: string;
}

const longestUrl = 2000;

/** How an answer fails that is none of an Identity service. With any other failure the login would not fare better. */
const unreadable: readonly FailureCode[] = ['connection-broken', 'answer-too-large', 'answer-unreadable'];

/**
 * identityEndpoint returns the versioned Identity endpoint, without a slash at its end, for what users have as
 * `auth-url`: one that ends in `/v3` or `/v3/auth/tokens` is taken at its word, and beside a `/v4` there is a `/v3`. Any
 * other is asked which versions there are; where the answer does not say, `/v3` is added. The answer never leads to
 * another scheme, host or port.
 *
 * Throws `identity-version` where there is Identity v2 only, and what befalls the request.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#list-versions
 */
export async function identityEndpoint(http: Http, authUrl: URL): Promise<URL> {
  const path = endpointPath(authUrl);
  if (/\/v[34]$/.test(path)) {
    return withPath(authUrl, path.replace(/4$/, '3'));
  }
  if (/\/v2(\.0)?(\/tokens)?$/.test(path)) {
    throw onlyV2('`auth-url` points to Identity v2');
  }
  const versions = await offered(http, authUrl);
  const v3 = versions.filter(({ id }) => /^v3(\.|$)/.test(id)).sort((one, other) => minor(other) - minor(one))[0];
  if (v3 === undefined && versions.some(({ id }) => id.startsWith('v2'))) {
    throw onlyV2(`${authUrl.host} offers Identity v2 only`);
  }
  const found = v3 && endpointPath(joined(authUrl, v3.href));
  return withPath(authUrl, found?.endsWith('/v3') ? found : `${path}/v3`);
}

/** The versions a server says it has and that are in use; none where it does not say. */
async function offered(http: Http, authUrl: URL): Promise<readonly Version[]> {
  try {
    return versionsIn(
      await http.send({ what: `The version discovery at ${authUrl.host}`, method: 'GET', url: authUrl }),
    );
  } catch (error) {
    if (error instanceof Failure && unreadable.includes(error.code)) {
      return [];
    }
    throw error;
  }
}

/** versionsIn returns the versions in the answer of an Identity service, in each of the three forms there are. */
function versionsIn({ status, body }: Response): Version[] {
  if (status !== 200 && status !== 300) {
    return [];
  }
  const document = members(parseJson(body));
  const versions = [
    ...list(members(document['versions'])['values']),
    ...list(document['versions']),
    document['version'],
  ].map(members);
  return versions
    .filter((version) => /^(stable|current|supported|deprecated)$/i.test(text(version['status'])))
    .map(({ id, links }) => ({
      id: text(id),
      href: text(
        list(links)
          .map(members)
          .find(({ rel }) => rel === 'self')?.['href'],
      ),
    }))
    .filter(({ href }) => href !== '' && href.length <= longestUrl);
}

/**
 * joined returns where a version is: on the server that was asked, whatever the answer says of scheme and host, because
 * a server behind a proxy often knows itself by another name, or without the prefix that the proxy takes off. Only
 * the last segment of such a link counts.
 * Source: keystoneauth1 discover.py, _combine_relative_url, which keeps the host and not the prefix.
 */
export function joined(asked: URL, href: string): URL {
  const link = URL.canParse(href) ? new URL(href) : undefined;
  const base = asked.pathname.replace(/\/+$/, '');
  if (link?.host === asked.host && !base.endsWith(link.pathname.replace(/\/+[^/]*\/*$/, ''))) {
    return withPath(asked, link.pathname);
  }
  const path = link?.pathname ?? href;
  const version = path.split('/').findLast((segment) => segment !== '');
  if (version === undefined || base.endsWith(`/${version}`)) {
    return withPath(asked, base);
  }
  return withPath(asked, `${base}/${version}${path.endsWith('/') ? '/' : ''}`);
}

/** A URL's path is set, not resolved: `//other.example/v3` would be resolved to another host. */
function withPath(url: URL, path: string): URL {
  const changed = new URL(url);
  changed.pathname = path;
  return changed;
}

/** A URL's path without what is often pasted with an endpoint's: a slash, or `/auth/tokens`. The root's is empty. */
function endpointPath({ pathname }: URL): string {
  return pathname
    .replace(/\/+$/, '')
    .replace(/\/auth\/tokens$/, '')
    .replace(/\/+$/, '');
}

function minor({ id }: Version): number {
  return Number.parseInt(id.slice('v3.'.length), 10) || 0;
}

function onlyV2(message: string): Failure {
  return new Failure('identity-version', {
    message: `${message}, and this action speaks Identity v3.`,
    reasons: ['OpenStack removed Identity v2 in 2018; an old openrc file or profile may still name it.'],
    advice: ["Give the v3 endpoint, as your cloud's dashboard shows it under API access."],
  });
}
