import type { Trust } from '../../identity.ts';
import type { Exporter } from './exporter.ts';
import { openstack } from './openstack.ts';
import { s3 } from './s3.ts';
import { swift } from './swift.ts';
import { terraform } from './terraform.ts';

const nothing: Exporter = () => ({ variables: {}, unwanted: {}, files: {} });

/** What the input `export` may be: a new one is a file and a line here. `token` is the token's variable alone. */
export const exporters = { token: nothing, openstack, terraform, swift, s3, none: nothing } satisfies Record<
  string,
  Exporter
>;

/** A value of the input `export`. */
export type ExportName = keyof typeof exporters;

/** writesFiles tells whether an export writes files, in a job that trusts a cloud like this. */
export function writesFiles(name: ExportName, { ca, client }: Trust): boolean {
  return name === 'openstack' || (exporters[name] !== nothing && (ca !== undefined || client !== undefined));
}

/** isExportVariable tells whether a variable has a name such as exports set. */
export function isExportVariable(name: string): boolean {
  return /^(OS|RCLONE|SWIFTCLIENT|AWS)_[A-Z0-9_]+$/.test(name);
}
