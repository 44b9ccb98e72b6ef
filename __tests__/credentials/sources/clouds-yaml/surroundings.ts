import { type CloudsGiven, cloudsYaml } from '../../../../src/credentials/sources/clouds-yaml/clouds-yaml.ts';
import type { Surroundings } from '../../../../src/credentials/sources/clouds-yaml/places.ts';
import { Failure } from '../../../../src/failure.ts';
import { Secret } from '../../../../src/secret.ts';

/** Surroundings with these files and variables; `sealed` is what has been sealed, in order, and `said` what was told. */
export function surroundings(
  files: Readonly<Record<string, string>> = {},
  environment: Surroundings['environment'] = { HOME: '/home/jo' },
): Surroundings & { readonly sealed: string[]; readonly said: string[] } {
  const sealed: string[] = [];
  const said: string[] = [];
  return {
    sealed,
    said,
    info: (text) => void said.push(text),
    warning: (text) => void said.push(`warning: ${text}`),
    environment,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) {
        throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      }
      return text;
    },
    seal: (text) => {
      sealed.push(text);
      return new Secret(text);
    },
  };
}

/** resolve gives the entries' texts by their names. */
export async function resolve(
  given: CloudsGiven,
  around: Surroundings = surroundings(),
): Promise<Record<string, string>> {
  const entries = await cloudsYaml(given, around);
  return Object.fromEntries(entries.map(({ name, text }) => [name, text]));
}

/** refusal gives what the Failure says that something ends in. */
export async function refusal(
  work: Promise<unknown>,
): Promise<Pick<Failure, 'code' | 'message' | 'reasons' | 'advice'>> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) {
    throw new Error('it did not end in a Failure', { cause: error });
  }
  const { code, message, reasons, advice } = error;
  return { code, message, reasons, advice };
}
