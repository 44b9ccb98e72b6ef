import { X509Certificate } from 'node:crypto';
import { Failure } from '../../failure.ts';
import type { Seal } from '../../secret.ts';
import type { Given } from '../options.ts';
import { textOf } from '../sources/plain-text.ts';
import { asPem, derAsPem } from './der.ts';

/** The way to a file's text; throws where there is none. */
export type ReadFile = (path: string) => string;

/** What certificates and keys are read with. */
export interface TrustMeans {
  readonly readFile: ReadFile;
  readonly seal: Seal;
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * certificates returns the PEM certificates of an option that holds them in any of the forms that pemOf reads.
 * Throws `input-invalid` where there is no certificate or one that cannot be read.
 */
export function certificates({ value, from }: Given<string>, readFile: ReadFile): string {
  const pem = pemOf(value, from, readFile);
  const found = pem.match(block) ?? [];
  if (found.length === 0 || !found.every(readable)) {
    throw notIn(pem, from, 'certificate');
  }
  return found.join('\n');
}

/**
 * pemOf returns the PEM of an option that holds it as it is, as base64 of PEM or DER, or as the path of a PEM or DER file. Its
 * lines are what they should be: secrets hold PEM with `\n`, blanks or nothing for line breaks, and with indentation.
 * Throws `input-invalid`.
 */
export function pemOf(text: string, from: string, readFile: ReadFile): string {
  const given = pemIn(text);
  if (given !== undefined) {
    return given;
  }
  let file: string;
  try {
    file = readFile(text.trim());
  } catch {
    throw new Failure('input-invalid', {
      message: `The ${from} is neither PEM nor the path of a file that can be read.`,
      advice: ['Paths are relative to the workspace: check out the repository first, or give the PEM itself.'],
    });
  }
  return pemIn(file) ?? derAsPem(Buffer.from(file, 'latin1')) ?? file;
}

/** notIn returns the Failure of an option without what it should hold, and says what it holds instead. */
export function notIn(pem: string, from: string, wanted: 'certificate' | 'private key'): Failure {
  const labels = new Set(Array.from(pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g), ([, label]) => label));
  const isCut = pem.split('-----BEGIN ').length > pem.split('-----END ').length;
  return new Failure('input-invalid', {
    message: `The ${from} holds no ${wanted} that can be read.`,
    reasons: isCut
      ? ['Its last line, which begins with -----END, is missing: it was cut off.']
      : labels.size > 0
        ? [`What it holds is called ${[...labels].slice(0, 5).join(', ')}; it may be broken, or be something else.`]
        : [],
    advice: [
      `Give PEM (-----BEGIN ${wanted.toUpperCase()}-----…), base64 of PEM or DER, or the path of a file with one of them.`,
    ],
  });
}

function pemIn(text: string): string | undefined {
  if (text.includes('-----BEGIN ')) {
    return text.replace(/-----BEGIN ([A-Z0-9 ]+)-----([^-:]+)-----END \1-----/g, (_, label: string, body: string) =>
      asPem(label, body.replace(/\\[nr]|\s/g, '')),
    );
  }
  const bytes = /^[\w+/\s-]{64,}=*$/.test(text.trim()) ? Buffer.from(text, 'base64') : undefined;
  const inner = bytes && textOf(bytes);
  return inner?.includes('-----BEGIN ') ? pemIn(inner) : bytes && derAsPem(bytes);
}

function readable(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
