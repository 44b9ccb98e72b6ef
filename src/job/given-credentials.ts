import { type Credentials, credentials } from '../credentials/credentials.ts';
import { readTextFile } from '../credentials/sources/read-file.ts';
import { gatherOptions, type Sources } from '../credentials/sources/sources.ts';
import { fingerprint, withoutExported } from '../exported.ts';
import { input } from '../runner/inputs.ts';
import { seal } from '../runner/log.ts';

/**
 * givenCredentials returns what the user says of where, who and what for; `told` hears what there is to say of it.
 * Throws a Failure for what is wrong or wanting.
 */
export async function givenCredentials(told: Pick<Sources, 'info' | 'warning' | 'debug'>): Promise<Credentials> {
  const environment = withoutExported(process.env);
  const { options, hints } = await gatherOptions({ input, environment, readFile: readTextFile, seal, ...told });
  return credentials(options, { readFile: readTextFile, seal, hints });
}

/**
 * fingerprintOf returns what tells who logs in, where and for what from others. Nothing secret has a part in it: a Secret
 * is written as `***`.
 */
export function fingerprintOf({ authUrl, trust, login, scope }: Credentials): string {
  return fingerprint(JSON.stringify({ authUrl, trust, login, scope }));
}
