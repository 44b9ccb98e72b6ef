import { targetOf } from '../host.ts';
import type { ProxyRefusal } from '../proxy.ts';
import type { Trouble } from './peer.ts';

/** proxyTrouble returns the trouble behind a proxy's answer to CONNECT. */
export function proxyTrouble({ status, url }: ProxyRefusal): Trouble {
  if (status === 407) {
    return wantsLogin;
  }
  if (status >= 500) {
    return unavailable(status);
  }
  return url.protocol === 'http:' ? onlyTls(status, url) : forbidden(status);
}

const wantsLogin: Trouble = {
  code: 'proxy-refused',
  explain: (what, { host, setting }) => ({
    message: `${what} failed: ${host} wants a user and a password (407).`,
    reasons: [`There are none, or wrong ones, in ${setting}.`, 'The proxy takes NTLM or Kerberos logins only.'],
    advice: ['They go before the host: http://user:password@proxy.example:3128, special characters percent-encoded.'],
  }),
};

const forbidden = (status: number): Trouble => ({
  code: 'proxy-refused',
  explain: (what, { host, compare }) => ({
    message: `${what} failed: ${host} does not allow the connection (${status}).`,
    reasons: ['The proxy lets only certain hosts through, or certain ports (mostly 443).'],
    advice: ['Have the host and its port allowed there, or go past the proxy.', compare],
  }),
});

// curl asks a proxy itself for an http:// URL. http-client, and so every action, has it open a connection for that too.
const onlyTls = (status: number, url: URL): Trouble => ({
  code: 'proxy-refused',
  explain: (what, { host, compare }) => ({
    message: `${what} failed: ${host} opens no connection to ${targetOf(url)} (${status}), which an http:// URL needs too.`,
    reasons: ['Most proxies let CONNECT through to port 443 only.'],
    advice: ['Use the https:// endpoint, have the port allowed there, or go past the proxy.', compare],
  }),
});

const unavailable = (status: number): Trouble => ({
  code: 'proxy-unavailable',
  explain: (what, { host, compare }) => ({
    message: `${what} failed: ${host} could not open the connection (${status}).`,
    reasons: ['The proxy does not know the host name, or cannot reach the host.'],
    advice: [compare],
  }),
});
