import { Failure } from '../failure.ts';
import type { ApplicationCredential, Endpoints, ObjectStore, S3Keys, Token } from '../identity.ts';
import { authenticate } from '../keystone/authenticate.ts';
import { accessKeyFor, createEc2Credentials } from '../keystone/ec2-credentials.ts';
import type { Keystone } from '../keystone/keystone.ts';
import { hasSecurityTokens, s3Endpoint } from '../keystone/object-stores.ts';
import { createSecurityToken } from '../keystone/security-tokens.ts';
import { createApplicationCredential, endOf } from '../keystone/user-application-credentials.ts';
import type { Leftovers } from '../leftovers/leftovers.ts';
import type { AnyLeftover } from '../leftovers/undo.ts';
import type { Job } from '../runner/job.ts';
import { longestHosted } from '../runner/settings.ts';
import type { Wishes } from './wishes.ts';

/** What is needed to make something for the job. */
interface Making {
  readonly keystone: Keystone;
  /** The token of the job's login, which makes it. */
  readonly loginToken: Token;
  readonly leftovers: Leftovers;
  readonly job: Job;
}

/**
 * applicationCredentialFor makes the job's own application credential, where one is wished for or needed, and returns it.
 * Throws `credential-refused`.
 */
export async function applicationCredentialFor(
  { keystone, loginToken, leftovers, job }: Making,
  { narrowing, s3 }: Wishes,
): Promise<ApplicationCredential | undefined> {
  const isNeeded = s3 && isFederated(loginToken) && !hasSecurityTokens(keystone.endpoint);
  const wanted = narrowing ?? (isNeeded ? { lifetime: longestHosted } : undefined);
  if (wanted === undefined) {
    return undefined;
  }
  if (loginToken.project === undefined) {
    throw new Failure('credential-refused', {
      message: 'The token of the login is for no project, and an application credential is for one.',
    });
  }
  const userId = loginToken.user.id;
  leftovers.add({ kind: 'orphans', id: 'application-credentials', userId, before: loginToken.issuedAt });
  const own = { kind: 'application-credential', id: job.name, userId, until: endOf(loginToken, wanted) } as const;
  const caller = { ...keystone, token: loginToken.id };
  return await remembered(leftovers, own, () => createApplicationCredential(caller, loginToken, job, wanted));
}

/** tokenOf returns a token of an application credential. It is no leftover: it ends with the credential. */
export function tokenOf(keystone: Keystone, { id, secret }: ApplicationCredential): Promise<Token> {
  const untold = { issued: () => {}, described: () => {} };
  const login = { method: 'application_credential', credential: { id }, secret } as const;
  return authenticate({ ...keystone, ...untold }, login, { kind: 'inherent' });
}

/**
 * objectStoreFor makes keys to the object store, where they are wished for and the catalogue or the user says where it
 * is, and returns both. Throws `credential-refused`.
 */
export async function objectStoreFor(
  making: Making,
  wishes: Wishes,
  endpoints: Endpoints,
  credential: ApplicationCredential | undefined,
): Promise<ObjectStore | undefined> {
  const endpoint = wishes.s3Endpoint ?? s3Endpoint(endpoints);
  return wishes.s3 && endpoint !== undefined ? { keys: await keysFor(making, credential), endpoint } : undefined;
}

async function keysFor(
  { keystone, loginToken, leftovers, job }: Making,
  credential: ApplicationCredential | undefined,
): Promise<S3Keys> {
  const caller = { ...keystone, token: loginToken.id };
  if (hasSecurityTokens(keystone.endpoint)) {
    return await createSecurityToken(caller, loginToken, longestHosted);
  }
  const userId = loginToken.user.id;
  const accessKey = keystone.seal(accessKeyFor(job.repository, loginToken.issuedAt));
  leftovers.add({ kind: 'orphans', id: 'ec2-credentials', userId, before: loginToken.issuedAt });
  const own = { kind: 'ec2-credentials', id: accessKey, userId } as const;
  return await remembered(leftovers, own, () => createEc2Credentials(caller, loginToken, accessKey, credential));
}

/** remembered returns what a request makes. Until its answer is there, it counts as one that may come yet. */
async function remembered<Made>(
  leftovers: Leftovers,
  own: AnyLeftover & { readonly kind: 'application-credential' | 'ec2-credentials' },
  make: () => Promise<Made>,
): Promise<Made> {
  leftovers.add({ ...own, pending: true });
  const answered = (): void => leftovers.add(own);
  return await make().then(
    (made) => {
      answered();
      return made;
    },
    (error) => {
      if (error instanceof Failure && error.code === 'credential-refused') {
        answered();
      }
      throw error;
    },
  );
}

// The roles of a federated user may come with the login alone. Keystone then makes no application credential, and makes EC2
// credentials that sign nothing: so an application credential is made to find out, and the keys are bound to it.
function isFederated({ methods }: Token): boolean {
  return methods.some((method) => ['mapped', 'openid', 'saml2'].includes(method));
}
