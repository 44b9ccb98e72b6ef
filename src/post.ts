import { loadIssuance } from './runner/state.ts';
import { takeBack } from './take-back.ts';

/** post is the job's end: what the step issued is revoked. It never fails a job. */
export async function post(): Promise<void> {
  const issuance = loadIssuance();
  if (issuance !== undefined) {
    await takeBack(issuance);
  }
}
