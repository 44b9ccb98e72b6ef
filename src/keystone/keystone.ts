import { Failure } from '../failure.ts';
import type { Http } from '../http/request.ts';
import type { Token } from '../identity.ts';
import type { Seal, Secret } from '../secret.ts';

/** A Keystone, and what every operation on it needs. */
export interface Keystone {
  readonly http: Http;
  /** The versioned Identity endpoint, without a slash at its end: `https://cloud.example/identity/v3`. */
  readonly endpoint: URL;
  readonly seal: Seal;
  /** Whether answers are to carry the catalogue, which can be megabytes. */
  readonly catalog: boolean;
  /** Told of every token the moment Keystone has issued it, so that it can be revoked whatever happens next. */
  readonly issued: (token: Secret) => void;
  /** Told what Keystone says of a token that it has issued: until when it lasts, and whether it can be revoked. */
  readonly described: (token: Token) => void;
  /** Returns a new ID token that says what this job is, to this audience. Throws a Failure where there is none to be had. */
  readonly idToken: (audience: string) => Promise<Secret>;
}

/** at returns the URL of a path below an endpoint. */
export function at(endpoint: URL, path: string): URL {
  return new URL(`${endpoint.href}/${path}`);
}

/**
 * segment returns an id as one segment of a path. Throws `not-keystone` for an id of an answer that would lead to something
 * else than what it names: an empty one to the collection, `..` to its owner.
 */
export function segment(id: string): string {
  if (/^\.{0,2}$|\p{Cs}/u.test(id)) {
    throw new Failure('not-keystone', { message: 'An answer of the cloud has an id that none can have.' });
  }
  return encodeURIComponent(id);
}
