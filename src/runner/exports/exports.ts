import type { Session } from '../../identity.ts';
import { openstack } from './openstack.ts';
import { swift } from './swift.ts';
import { terraform } from './terraform.ts';

/** What later steps are to find, for tools of one kind. */
export interface Found {
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that would break these tools if the job has them, each with the one value that does no harm. */
  readonly unwanted: Readonly<Record<string, string>>;
  /** The texts of files, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** What makes it; `pathOf` gives the path that a file of that name will have. */
export type Exporter = (session: Session, pathOf: (name: string) => string) => Found;

const nothing: Exporter = () => ({ variables: {}, unwanted: {}, files: {} });

/** What the input `export` may be: a new one is a file and a line here. `token` is the token's variable alone. */
export const exporters = { token: nothing, openstack, terraform, swift, none: nothing } satisfies Record<
  string,
  Exporter
>;

export type ExportName = keyof typeof exporters;
