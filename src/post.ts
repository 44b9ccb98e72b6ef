import { isStateSaved } from './runner/state.ts';

/** post is the job's end: what the step left in the world is undone. It never fails a job. */
export async function post(): Promise<void> {
  if (isStateSaved()) {
    const { takeBackSaved } = await import('./network.ts');
    await takeBackSaved();
  }
}
