import net from 'node:net';
import { checkBypass } from '@actions/http-client/lib/proxy';
import { hostOf } from './host.ts';

/**
 * goesPastProxy tells whether `no_proxy` excepts a URL's host: as http-client reads it, and by address as curl and
 * Python's requests do, in ranges (`10.0.0.0/8`) and of IPv6 without brackets.
 */
export function goesPastProxy(url: URL): boolean {
  return checkBypass(url) || isExcepted(hostOf(url));
}

function isExcepted(host: string): boolean {
  const version = net.isIP(host);
  const { no_proxy: lower, NO_PROXY: upper = '' } = process.env;
  return version !== 0 && (lower || upper).split(/[\s,]+/).some((entry) => isWithin(host, version, entry));
}

function isWithin(host: string, version: number, entry: string): boolean {
  const bits = version === 4 ? 32 : 128;
  const [, address = '', prefix = String(bits)] = /^\[?([^\]/]*)\]?(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  if (net.isIP(address) !== version || Number(prefix) > bits) {
    return false;
  }
  const range = new net.BlockList();
  const family = version === 4 ? 'ipv4' : 'ipv6';
  range.addSubnet(address, Number(prefix), family);
  return range.check(host, family);
}
