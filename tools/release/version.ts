/** A release's tag, taken apart. */
export interface Version {
  /** `1.2.3` */
  readonly full: string;
  /** `v1`, the tag that workflows name. */
  readonly major: string;
}

/** parseTag returns the version in a tag such as `v1.2.3`. It throws an Error of any other, a pre-release's too. */
export function parseTag(tag: string): Version {
  const [, full = '', major = ''] = /^(?=v(.*))(v\d+)\.\d+\.\d+$/.exec(tag) ?? [];
  if (major === '') {
    throw new Error(`${tag} is no tag of a release, such as v1.2.3.`);
  }
  return { full, major };
}

/** isNewest returns whether no tag of the same major version stands for a later release: then `v1` follows this one. */
export function isNewest(tag: string, tags: readonly string[]): boolean {
  const { major } = parseTag(tag);
  const ofMajor = tags.filter((name) => /^v\d+\.\d+\.\d+$/.test(name) && parseTag(name).major === major);
  return ofMajor.every((other) => compare(other, tag) <= 0);
}

function compare(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
