import { type ConnectedKeystone, connect, type KeystoneFacts } from '../../tools/keystone/server.ts';

const variable = 'KEYSTONE_FACTS';

/** handOver lets the tests of this run find the Keystone. */
export function handOver(facts: KeystoneFacts): void {
  process.env[variable] = JSON.stringify(facts);
}

/** runningKeystone gives the Keystone of this run. */
export async function runningKeystone(): Promise<ConnectedKeystone> {
  const facts: KeystoneFacts = JSON.parse(process.env[variable] ?? '');
  return await connect(facts);
}
