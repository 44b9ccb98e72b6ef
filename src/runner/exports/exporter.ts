import type { Session } from '../../identity.ts';

/** What later steps are to find, for tools of one kind. */
export interface Found {
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that would break these tools if the job has them, each with the one value that does no harm. */
  readonly unwanted: Readonly<Record<string, string>>;
  /** The texts of files, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Returns what later steps are to find; `pathOf` returns the path that a file of that name will have. */
export type Exporter = (session: Session, pathOf: (name: string) => string) => Found;
