/**
 * notesFor returns what CHANGELOG.md says of a version (`1.2.3`): the text under its heading, `## 1.2.3 (2027-01-31)`. It
 * throws an Error where there is no such section, or it has no date or no text.
 */
export function notesFor(version: string, changelog: string): string {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => text.split(' ', 1)[0] === version);
  if (section === undefined) {
    throw new Error(`CHANGELOG.md has no section ## ${version} (YYYY-MM-DD).`);
  }
  const [heading = '', ...lines] = section.split('\n');
  if (!/ \(\d{4}-\d\d-\d\d\)$/.test(heading)) {
    throw new Error(`CHANGELOG.md does not say in the heading of ${version} when it is released.`);
  }
  const notes = lines.join('\n').trim();
  if (notes === '') {
    throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  }
  return `${notes}\n`;
}
