import { deleteApplicationCredential, listApplicationCredentials } from '../keystone/user-application-credentials.ts';
import { thisJob } from '../runner/job.ts';
import { endIn, type Kind, type Leftover, lastEnd, notYet } from './item.ts';

/** An application credential made for the job. It is known by its name, which it has before it exists. */
interface OwnApplicationCredential extends Leftover {
  readonly kind: 'application-credential';
  readonly id: string;
  readonly userId: string;
  /** Whether the request that makes it has had no answer. */
  readonly pending?: true;
}

/** It is deleted, and so all tokens that came by it end. */
export const applicationCredential: Kind<OwnApplicationCredential> = {
  read(saved) {
    const { id, userId, pending } = saved;
    return typeof id === 'string' && id.startsWith(thisJob().prefix) && typeof userId === 'string'
      ? { kind: 'application-credential', id, userId, ...endIn(saved), ...(pending === true && { pending }) }
      : undefined;
  },

  async undo({ id: name, userId, pending }, { user }) {
    const caller = await user();
    const [found] = await listApplicationCredentials(caller, userId, name);
    return found && (await deleteApplicationCredential(caller, userId, found.id)) ? deleted : pending && notYet;
  },

  failed(credentials, why) {
    const names = credentials.map(({ id }) => id).join(' and ');
    return `The application credential ${names} could not be deleted: ${why} It lasts until ${lastEnd(credentials)}.`;
  },
};

function deleted(): string {
  return "The job's application credential is deleted.";
}
