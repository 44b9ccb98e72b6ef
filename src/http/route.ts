import type { HttpProxy } from './proxy.ts';
import type { Cloud } from './trusted.ts';

/** A way to a server: through a proxy, if there is one. */
export interface Route {
  readonly url: URL;
  readonly proxy: HttpProxy | undefined;
  /** The cloud, on whose account the server is asked; none where the server is not the user's to choose. */
  readonly cloud: Cloud | undefined;
  /** Where the URL comes from, as text for advice. */
  readonly setting: string;
}
