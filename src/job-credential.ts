import { Failure } from './failure.ts';
import type { ApplicationCredential, Endpoints, ObjectStore, S3Keys, Token } from './identity.ts';
import { authenticate } from './keystone/authenticate.ts';
import { accessKeyFor, createEc2Credentials } from './keystone/ec2-credentials.ts';
import type { Keystone } from './keystone/keystone.ts';
import { hasSecurityTokens, s3Endpoint } from './keystone/object-stores.ts';
import { createSecurityToken } from './keystone/security-tokens.ts';
import { createApplicationCredential, endOf } from './keystone/user-application-credentials.ts';
import type { Leftovers } from './leftovers/leftovers.ts';
import type { Job } from './runner/job.ts';
import { longestHosted } from './runner/settings.ts';
import type { Wishes } from './wishes.ts';

// What is made for the job, out of the token of its login.

/** What is needed to make something for the job, by the token of its login. */
interface Making {
  readonly keystone: Keystone;
  readonly login: Token;
  readonly leftovers: Leftovers;
  readonly job: Job;
}

/**
 * applicationCredentialFor makes the job's own application credential, where one is wished for or needed, and returns it.
 * Throws `credential-refused`.
 */
export async function applicationCredentialFor(
  { keystone, login, leftovers, job }: Making,
  { narrowing, s3 }: Wishes,
): Promise<ApplicationCredential | undefined> {
  const isNeeded = s3 && isFederated(login) && !hasSecurityTokens(keystone.endpoint);
  const wanted = narrowing ?? (isNeeded ? { lifetime: longestHosted } : undefined);
  if (wanted === undefined) {
    return undefined;
  }
  if (login.project === undefined) {
    throw new Failure('credential-refused', {
      message: 'The token of the login is for no project, and an application credential is for one.',
    });
  }
  const userId = login.user.id;
  leftovers.add(
    { kind: 'orphans', id: 'application-credentials', userId },
    { kind: 'application-credential', id: job.name, userId, until: endOf(login, wanted) },
  );
  return await createApplicationCredential({ ...keystone, token: login.id }, login, job, wanted);
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
  { keystone, login, leftovers, job }: Making,
  credential: ApplicationCredential | undefined,
): Promise<S3Keys> {
  const caller = { ...keystone, token: login.id };
  if (hasSecurityTokens(keystone.endpoint)) {
    return await createSecurityToken(caller, login);
  }
  const userId = login.user.id;
  const accessKey = keystone.seal(accessKeyFor(job.repository, login.issuedAt));
  leftovers.add({ kind: 'orphans', id: 'ec2-credentials', userId }, { kind: 'ec2-credentials', id: accessKey, userId });
  return await createEc2Credentials(caller, login, accessKey, credential);
}

// Their roles may come with the login alone. Keystone makes no application credential of such a user, and EC2 credentials
// that sign nothing: so one is made to find out, and the keys are bound to it.
function isFederated({ methods }: Token): boolean {
  return methods.some((method) => ['mapped', 'openid', 'saml2'].includes(method));
}
