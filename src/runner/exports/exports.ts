import type { Exporter } from './exporter.ts';
import { openstack } from './openstack.ts';
import { swift } from './swift.ts';
import { terraform } from './terraform.ts';

const nothing: Exporter = () => ({ variables: {}, unwanted: {}, files: {} });

/** What the input `export` may be: a new one is a file and a line here. `token` is the token's variable alone. */
export const exporters = { token: nothing, openstack, terraform, swift, none: nothing } satisfies Record<
  string,
  Exporter
>;

export type ExportName = keyof typeof exporters;
