import { keystone } from './start.ts';

/** Ends the one Keystone of the run, after the last test. */
export default async function stop(): Promise<void> {
  await keystone?.stop();
}
