import { isStateSaved } from './runner/state.ts';

// A busy Keystone takes more than ten seconds to revoke a token.
const seconds = 30;

/** post is the job's end: what the step left in the world is undone. It never fails a job. */
export async function post(): Promise<void> {
  if (isStateSaved()) {
    const { savedLeftovers } = await import('./network.ts');
    await savedLeftovers()?.takeBack(seconds);
  }
}
