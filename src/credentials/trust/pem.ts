import { X509Certificate } from 'node:crypto';
import { Failure } from '../../failure.ts';
import type { Seal } from '../../secret.ts';
import type { Given } from '../options.ts';

/** The way to a file's text; throws where there is none. */
export type ReadFile = (path: string) => string;

/** What certificates and keys are read with. */
export interface TrustMeans {
  readonly readFile: ReadFile;
  readonly seal: Seal;
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * certificates gives the PEM certificates of an option that holds them as PEM, as base64 of PEM, or as a path.
 * Throws `input-invalid` where there is no certificate or one that cannot be read.
 */
export function certificates({ value, from }: Given<string>, readFile: ReadFile): string {
  const pem = pemOf(value, from, readFile);
  const found = pem.match(block) ?? [];
  if (found.length === 0 || !found.every(readable)) {
    throw new Failure('input-invalid', {
      message: `The ${from} holds no certificate that can be read.`,
      advice: ['Give PEM (-----BEGIN CERTIFICATE-----…), base64 of PEM, or the path of a PEM file.'],
    });
  }
  return found.join('\n');
}

/** pemOf gives the PEM of an option that holds it as it is, as base64, or as a path. Throws `input-invalid`. */
export function pemOf(text: string, from: string, readFile: ReadFile): string {
  if (text.includes('-----BEGIN ')) {
    return text;
  }
  // Base64 of `-----BEGIN ` begins so.
  if (text.startsWith('LS0tLS1CRUdJTi')) {
    return Buffer.from(text, 'base64').toString('latin1');
  }
  try {
    return readFile(text);
  } catch {
    throw new Failure('input-invalid', {
      message: `The ${from} is neither PEM nor the path of a file that can be read.`,
      advice: ['Paths are relative to the workspace: check out the repository first, or give the PEM itself.'],
    });
  }
}

function readable(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
