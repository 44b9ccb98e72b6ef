import type { Caller } from '../keystone/call.ts';
import { ageOf, deleteEc2Credentials, isAccessKeyOf, listAccessKeys } from '../keystone/ec2-credentials.ts';
import { utc } from '../keystone/token.ts';
import { deleteApplicationCredential, listApplicationCredentials } from '../keystone/user-application-credentials.ts';
import { thisJob } from '../runner/job.ts';
import type { Kind, Leftover } from './item.ts';

/** What earlier jobs of this repository may have left, because their runner died or they were told to. */
interface Orphans extends Leftover {
  readonly kind: 'orphans';
  readonly id: 'application-credentials' | 'ec2-credentials';
  readonly userId: string;
  /** When the job's login was, by the cloud's clock: what had ended then has ended, whatever this runner's clock says. */
  readonly before: Date;
}

// A job must not wait long for what others left.
const most = 10;

// On a self-hosted runner a job may take five days, and a workflow 35.
const longestWorkflow = 35 * 24 * 3600;

/** Orphans are deleted: application credentials that have ended, and EC2 credentials older than any job. */
export const orphans: Kind<Orphans> = {
  read({ id, userId, before }) {
    const isKnown = id === 'application-credentials' || id === 'ec2-credentials';
    const time = utc(before);
    return isKnown && typeof userId === 'string' && time ? { kind: 'orphans', id, userId, before: time } : undefined;
  },

  undo({ id, userId, before }, { inPassing }) {
    return inPassing(async (caller) => {
      const found = await (id === 'application-credentials' ? ended : stale)(caller, userId, before);
      await Promise.all(found.slice(0, most).map((remove) => remove()));
    });
  },

  // Nothing of this job's depends on it.
  failed() {
    return undefined;
  },
};

type Remove = () => Promise<boolean>;

async function ended(caller: Caller, userId: string, before: Date): Promise<readonly Remove[]> {
  const { prefix } = thisJob();
  const all = await listApplicationCredentials(caller, userId);
  return all
    .filter(({ name, expiresAt }) => name.startsWith(prefix) && expiresAt && expiresAt < before)
    .map(
      ({ id }) =>
        () =>
          deleteApplicationCredential(caller, userId, id),
    );
}

async function stale(caller: Caller, userId: string, before: Date): Promise<readonly Remove[]> {
  const { repository } = thisJob();
  const all = await listAccessKeys(caller, userId);
  return all
    .filter((key) => isAccessKeyOf(repository, key) && ageOf(key, before) > longestWorkflow)
    .map((key) => () => deleteEc2Credentials(caller, userId, key));
}
