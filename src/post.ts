import { loadIssuance } from './runner/state.ts';

/** post is the job's end: what the step issued is revoked. It never fails a job. */
export async function post(): Promise<void> {
  const issuance = loadIssuance();
  if (issuance !== undefined) {
    const { takeBack } = await import('./network.ts');
    await takeBack(issuance);
  }
}
