import type { Trust } from '../identity.ts';
import type { HttpProxy } from './proxy.ts';

/** A way to a server: through a proxy, if there is one. */
export interface Route {
  readonly url: URL;
  readonly proxy: HttpProxy | undefined;
  readonly trust: Trust;
  /** Where the URL comes from, as text for advice. */
  readonly setting: string;
}
