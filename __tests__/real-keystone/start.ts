import { type Keystone, startKeystone } from '../../tools/keystone/server.ts';
import { handOver } from './running.ts';

export let keystone: Keystone | undefined;

/** Starts the one Keystone of the run, before the first test. */
export default async function start(): Promise<void> {
  keystone = await startKeystone();
  handOver(keystone);
}
