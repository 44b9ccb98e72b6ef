/**
 * The texts a runner hides. A text is hidden with each of its lines, and in every encoding that the runner foresees.
 * Source: actions/runner, SecretMasker.cs, ValueEncoders.cs, AddMaskCommandExtension.
 */
export class Masks {
  readonly #hidden = new Set<string>();

  /** add hides a text from now on. */
  add(text: string): void {
    const lines = text.split(/[\r\n]/).map((line) => line.trim());
    for (const secret of [text, ...lines]) {
      for (const form of [secret, ...encodings.map((encode) => encode(secret))]) {
        if (form !== '') {
          this.#hidden.add(form);
        }
      }
    }
  }

  /** hide gives the text with `***` for each run of hidden texts that touch or overlap. */
  hide(text: string): string {
    let shown = '';
    let end = -1;
    for (const range of this.#ranges(text)) {
      if (range.start > end) {
        shown += `${text.slice(Math.max(end, 0), range.start)}***`;
      }
      end = Math.max(end, range.end);
    }
    return shown + text.slice(Math.max(end, 0));
  }

  /** #ranges gives where hidden texts stand, the first first. */
  #ranges(text: string): { start: number; end: number }[] {
    const ranges: { start: number; end: number }[] = [];
    for (const hidden of this.#hidden) {
      for (let start = text.indexOf(hidden); start >= 0; start = text.indexOf(hidden, start + 1)) {
        ranges.push({ start, end: start + hidden.length });
      }
    }
    return ranges.sort((a, b) => a.start - b.start);
  }
}

type Encode = (text: string) => string;

const xmlEntities: Record<string, string> = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '&': '&amp;' };

const encodings: readonly Encode[] = [
  (text) => base64From(text, 0),
  (text) => base64From(text, 1),
  (text) => base64From(text, 2),
  (text) => text.replaceAll('"', '\\"'),
  (text) => text.replaceAll("'", "''"),
  (text) => JSON.stringify(text).slice(1, -1),
  uriData,
  (text) => text.replace(/[<>"'&]/g, (character) => xmlEntities[character] ?? character),
  (text) => (text.length > 8 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : ''),
  (text) => longEnough(/^.*?&\+|^.*&/s.exec(text)?.[0]),
  (text) => longEnough(/&\+.(.*)$/s.exec(text)?.[1] ?? (text.includes('&+') ? '' : /&([^&]*)$/.exec(text)?.[1])),
];

/** base64From gives the base64 of a text without its first bytes, as it stands behind other base64 text. */
function base64From(text: string, skipped: number): string {
  const bytes = Buffer.from(text);
  return bytes.subarray(bytes.length > skipped ? skipped : 0).toString('base64');
}

function uriData(text: string): string {
  const percentEncoded = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, percentEncoded);
}

/** longEnough drops the parts around an ampersand that are too short to hide; PowerShell prints such parts apart. */
function longEnough(part = ''): string {
  return part.length >= 6 ? part : '';
}
