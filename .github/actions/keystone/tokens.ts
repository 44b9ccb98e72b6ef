import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeystoneClient } from '../../../tools/keystone/client.ts';

/** What later steps and the job's end know of the Keystone, by the environment: no step sets these but start.ts. */
export interface Place {
  readonly authUrl: string;
  readonly ca: string;
}

/** statusOf returns the status with which Keystone answers a token about itself: 200 while it lives, 401 afterwards. */
export async function statusOf(token: string, { authUrl, ca }: Place): Promise<number> {
  const { status } = await new KeystoneClient(authUrl, ca).withToken(token).inspect(token);
  return status;
}

/** remember keeps a token for the job's end. */
export function remember(token: string): void {
  appendFileSync(file(), `${token}\n`, { mode: 0o600 });
}

/** remembered returns the tokens that were kept. */
export function remembered(): string[] {
  return existsSync(file()) ? readFileSync(file(), 'utf8').split('\n').filter(Boolean) : [];
}

function file(): string {
  return join(process.env['RUNNER_TEMP'] ?? '', 'keystone-for-this-job.tokens');
}
