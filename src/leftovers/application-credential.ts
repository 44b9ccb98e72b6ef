import { deleteApplicationCredential, listApplicationCredentials } from '../keystone/user-application-credentials.ts';
import { thisJob } from '../runner/job.ts';
import { endIn, type Kind, type Leftover, lastEnd } from './kind.ts';

/** An application credential made for the job. It is known by its name, which it has before it exists. */
interface OwnApplicationCredential extends Leftover {
  readonly kind: 'application-credential';
  readonly id: string;
  readonly userId: string;
}

/** It is deleted, and so all tokens that came by it end. */
export const applicationCredential: Kind<OwnApplicationCredential> = {
  read(saved) {
    const { id, userId } = saved;
    return typeof id === 'string' && id.startsWith(thisJob().prefix) && typeof userId === 'string'
      ? { kind: 'application-credential', id, userId, ...endIn(saved) }
      : undefined;
  },

  async undo({ id: name, userId }, { user }) {
    const caller = await user();
    const [found] = await listApplicationCredentials(caller, userId, name);
    return found && (await deleteApplicationCredential(caller, userId, found.id)) ? deleted : undefined;
  },

  failed(credentials, why) {
    const names = credentials.map(({ id }) => id).join(' and ');
    return `The application credential ${names} could not be deleted: ${why} It lasts until ${lastEnd(credentials)}.`;
  },
};

function deleted(): string {
  return "The job's application credential is deleted.";
}
