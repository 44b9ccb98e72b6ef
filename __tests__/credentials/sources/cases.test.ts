import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { credentials } from '../../../src/credentials/credentials.ts';
import { optionNames } from '../../../src/credentials/options.ts';
import { gatherOptions } from '../../../src/credentials/sources/sources.ts';
import { Failure } from '../../../src/failure.ts';
import { Secret } from '../../../src/secret.ts';
import { newAuthority } from '../../../tools/certificates.ts';
import { surroundings } from './clouds-yaml/surroundings.ts';

// Small files as people have them, with what comes of each: its options, or what the failure holds.

interface Case {
  readonly inputs: Readonly<Record<string, string | { readonly file: string }>>;
  readonly outcome: 'login' | 'refused';
  readonly options?: Readonly<Record<string, string>>;
  readonly contains?: readonly string[];
}

const folder = join(import.meta.dirname, 'cases');
const { cert } = await newAuthority('test authority');

async function outcome(name: string, { inputs }: Case): Promise<unknown> {
  const input = (key: string): string => {
    const given = inputs[key] ?? '';
    return typeof given === 'string'
      ? given.replace('<PEM>', cert)
      : readFileSync(join(folder, name, given.file), 'utf8');
  };
  const around = surroundings({}, {});
  try {
    const { options, hints } = await gatherOptions({ ...around, input, info() {}, warning() {}, debug() {} });
    const { trust } = credentials(options, { ...around, hints });
    const values = optionNames.map((option) => [option, options[option]?.value]);
    const texts = values.map(([option, value]) => [option, value instanceof Secret ? value.reveal() : value]);
    const found = Object.fromEntries(texts.filter(([, text]) => text !== undefined));
    // In whichever way it is spelt.
    return { ...found, ...('insecure' in found && { insecure: String(trust.insecure) }) };
  } catch (error) {
    if (error instanceof Failure) {
      return [error.message, ...error.advice].join('\n');
    }
    throw error;
  }
}

test.each(readdirSync(folder))('%s', async (name) => {
  const expected: Case = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8'));
  const found = await outcome(name, expected);
  if (expected.outcome === 'login') {
    const pem = Object.entries(expected.options ?? {}).map(([option, text]) => [
      option,
      text.replace('<PEM>', cert.trim()),
    ]);
    expect(found).toEqual(Object.fromEntries(pem));
  } else {
    expect(found).toEqual(expect.any(String));
    for (const part of expected.contains ?? []) {
      expect(found).toContain(part);
    }
  }
});
