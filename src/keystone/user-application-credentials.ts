import { randomBytes } from 'node:crypto';
import type { ApplicationCredential, Narrowing, Token } from '../identity.ts';
import type { Seal } from '../secret.ts';
import { type Caller, call, read, remove } from './call.ts';
import { list, members, parseJson, text } from './json.ts';
import { segment } from './keystone.ts';
import { creationRefused } from './refusals/creation.ts';
import { utc } from './token.ts';

// Source: https://docs.openstack.org/api-ref/identity/v3/#application-credentials

/** A name that its user has no other of, and what people read beside it. */
interface Label {
  readonly name: string;
  readonly description: string;
}

/** An application credential as Keystone lists it. */
interface Listed {
  readonly id: string;
  readonly name: string;
  /** Undefined if it does not end by itself. */
  readonly expiresAt: Date | undefined;
}

/** endOf returns when an application credential ends that is made now, by Keystone's clock. */
export function endOf({ issuedAt }: Token, { lifetime }: Narrowing): Date {
  return new Date(issuedAt.getTime() + lifetime * 1000);
}

/**
 * createApplicationCredential makes an application credential for the owner's project and returns it. Its secret is made
 * here, and its name is the job's alone: where an answer is lost and another attempt finds the name taken, it is ours.
 * Throws `credential-refused`.
 */
export async function createApplicationCredential(
  caller: Caller & { readonly seal: Seal },
  owner: Token,
  { name, description }: Label,
  { roles, accessRules, lifetime }: Narrowing,
): Promise<ApplicationCredential> {
  const secret = caller.seal(randomBytes(48).toString('base64url'));
  const expiresAt = endOf(owner, { lifetime });
  const wanted = {
    name,
    description,
    secret: secret.reveal(),
    expires_at: expiresAt.toISOString(),
    ...(roles && { roles: roles.map((role) => ({ name: role })) }),
    ...(accessRules && { access_rules: accessRules }),
  };
  const response = await call(caller, {
    what: 'The creation of an application credential',
    method: 'POST',
    path: collection(owner.user.id),
    body: { application_credential: wanted },
  });
  const { status, body } = response;
  const id =
    status === 409
      ? (await listApplicationCredentials(caller, owner.user.id, name))[0]?.id
      : status === 201 && text(members(members(parseJson(body))['application_credential'])['id']);
  if (!id) {
    throw creationRefused('an application credential', response, owner, caller, [secret]);
  }
  return { id, name, secret, expiresAt };
}

/**
 * deleteApplicationCredential deletes one, which ends all its tokens, and returns whether it was there.
 * Throws a Failure when it is refused, or there is no answer.
 */
export function deleteApplicationCredential(caller: Caller, userId: string, id: string): Promise<boolean> {
  return remove(caller, 'The deletion of an application credential', `${collection(userId)}/${segment(id)}`);
}

/**
 * listApplicationCredentials returns a user's application credentials, all or those of a name.
 * Throws a Failure when the list is refused, or there is no answer.
 */
export async function listApplicationCredentials(
  caller: Caller,
  userId: string,
  name?: string,
): Promise<readonly Listed[]> {
  const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
  const path = `${collection(userId)}${query}`;
  const found = await read(caller, 'The list of application credentials', path, 'application_credentials');
  // Whatever a server makes of the query: those of another name are not meant.
  return list(found)
    .map(listed)
    .filter((one) => name === undefined || one.name === name);
}

/**
 * readApplicationCredential returns one, which its own token may read too.
 * Throws a Failure when that is refused, or there is no answer.
 */
export async function readApplicationCredential(caller: Caller, userId: string, id: string): Promise<Listed> {
  const what = 'The question when the application credential ends';
  return listed(await read(caller, what, `${collection(userId)}/${segment(id)}`, 'application_credential'));
}

function listed(value: unknown): Listed {
  const { id, name, expires_at: expiresAt } = members(value);
  return { id: text(id), name: text(name), expiresAt: utc(expiresAt) };
}

function collection(userId: string): string {
  return `users/${segment(userId)}/application_credentials`;
}
