import { Failure } from '../failure.ts';
import type { Given } from './options.ts';

/** authUrl returns an `auth-url` as a URL. Throws `input-invalid`, without the URL where it may hold a password. */
export function authUrl({ value, from }: Given<string>): URL {
  const url = httpUrl(value);
  if (url === undefined) {
    throw new Failure('input-invalid', {
      message: `The ${from} is not a URL that begins with https:// (or http://).`,
      advice: ['It looks like https://cloud.example:5000/v3.'],
    });
  }
  // A slash in a password ends the host before it.
  if (url.username !== '' || url.password !== '' || url.pathname.includes('@')) {
    throw new Failure('input-invalid', {
      message: `The ${from} has a user or a password in it.`,
      advice: ['Give them with `username` and `password`: URLs are printed and are not masked.'],
    });
  }
  if (url.search !== '' || url.hash !== '') {
    throw new Failure('input-invalid', {
      message: `The ${from} has a query (\`?…\`) or a fragment (\`#…\`) in it.`,
      advice: ['Give the Identity endpoint alone, for example https://cloud.example:5000/v3.'],
    });
  }
  return url;
}

/** httpUrl returns a text as a URL of HTTP, or undefined where it is none. */
export function httpUrl(text: string): URL | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** isReadableOnTheWay tells whether what is sent to a URL travels unencrypted over a network. */
export function isReadableOnTheWay({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
