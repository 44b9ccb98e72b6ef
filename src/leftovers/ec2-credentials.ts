import { deleteEc2Credentials, isAccessKeyOf } from '../keystone/ec2-credentials.ts';
import { thisJob } from '../runner/job.ts';
import { Secret } from '../secret.ts';
import { type Kind, type Leftover, notYet } from './item.ts';

/** EC2 credentials made for the job, known by their access key, which they have before they exist. */
interface OwnEc2Credentials extends Leftover {
  readonly kind: 'ec2-credentials';
  readonly id: Secret;
  readonly userId: string;
  /** Whether the request that makes it has had no answer. */
  readonly pending?: true;
}

/** They are deleted, as they have no end of their own. */
export const ec2Credentials: Kind<OwnEc2Credentials> = {
  read({ id, userId, pending }) {
    return id instanceof Secret && isAccessKeyOf(thisJob().repository, id.reveal()) && typeof userId === 'string'
      ? { kind: 'ec2-credentials', id, userId, ...(pending === true && { pending }) }
      : undefined;
  },

  async undo({ id, userId, pending }, { user }) {
    return (await deleteEc2Credentials(await user(), userId, id.reveal())) ? deleted : pending && notYet;
  },

  failed(_, why) {
    return `The keys to the object store could not be deleted: ${why} They have no end of their own: delete them (\`openstack ec2 credentials list\`).`;
  },
};

function deleted(): string {
  return 'The keys to the object store are deleted.';
}
