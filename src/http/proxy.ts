import http from 'node:http';
import type net from 'node:net';
import { Failure } from '../failure.ts';
import type { Seal, Secret } from '../secret.ts';
import { targetOf } from './host.ts';
import { goesPastProxy } from './no-proxy.ts';

/** A proxy that the job's environment names. */
export interface HttpProxy {
  readonly url: URL;
  /** The variable it came from. */
  readonly variable: string;
  /** User and password as Basic authentication has them, if the variable has any. */
  readonly basic?: Secret;
}

/**
 * proxyFor returns the proxy for a URL: of `https_proxy` or `http_proxy`, unless `no_proxy` excepts the host. As for curl,
 * one without a scheme is an http:// one. Throws `proxy-invalid` for what names no proxy that can be used.
 */
export function proxyFor(url: URL, seal: Seal): HttpProxy | undefined {
  const names = url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  const [variable, text] = names.map((name) => [name, process.env[name]?.trim()]).find(([, value]) => value) ?? [];
  if (variable === undefined || text === undefined || goesPastProxy(url)) {
    return undefined;
  }
  const proxy = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`, variable);
  const { username, password } = proxy;
  proxy.username = '';
  proxy.password = '';
  return {
    url: proxy,
    variable,
    ...((username !== '' || password !== '') && { basic: basic(username, password, seal) }),
  };
}

function parse(text: string, variable: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A `/`, `?` or `#` in a password ends the host before it: what would be shown as host and port is user and password.
  if (url && `${url.pathname}${url.search}${url.hash}`.includes('@')) {
    throw new Failure('proxy-invalid', {
      message: `The environment variable \`${variable}\` has a slash, a question mark or a # before its @.`,
      advice: ['Percent-encode them where they are part of the user or the password: / is %2F, ? is %3F, # is %23.'],
    });
  }
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Failure('proxy-invalid', {
      message: `The environment variable \`${variable}\` does not name an HTTP proxy.`,
      reasons: url ? [`Its scheme is ${url.protocol.slice(0, -1)}; only http and https are known here.`] : [],
      advice: [
        'It looks like http://proxy.example:3128, with `user:password@` before the host if the proxy wants them.',
      ],
    });
  }
  return url;
}

function basic(username: string, password: string, seal: Seal): Secret {
  seal(password);
  seal(decoded(password));
  return seal(Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64'));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A proxy's answer to CONNECT that is no connection. */
export class ProxyRefusal extends Error {
  readonly status: number;
  /** Where the connection was to lead. */
  readonly url: URL;

  constructor(status: number, url: URL) {
    super(`CONNECT was answered with ${status}`);
    this.status = status;
    this.url = url;
  }
}

/** openTunnel asks the proxy at the other end of a socket for a connection to a URL's host. Throws a ProxyRefusal. */
export function openTunnel(socket: net.Socket, { basic }: HttpProxy, url: URL): Promise<void> {
  const target = targetOf(url);
  const request = http.request({
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...(basic && { 'proxy-authorization': `Basic ${basic.reveal()}` }) },
    createConnection: () => socket,
  });
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('connect', ({ statusCode = 0 }) => {
      // RFC 9110 §9.3.6: each of them opens the tunnel.
      if (statusCode >= 200 && statusCode < 300) {
        resolve();
      } else {
        reject(new ProxyRefusal(statusCode, url));
      }
    });
    request.end();
  });
}
