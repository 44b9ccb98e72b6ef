import { createHash, randomBytes } from 'node:crypto';
import type { ApplicationCredential, S3Keys, Token } from '../identity.ts';
import type { Seal, Secret } from '../secret.ts';
import { type Caller, call, read, remove } from './call.ts';
import { list, members, text } from './json.ts';
import { segment } from './keystone.ts';
import { creationRefused } from './refusals/creation.ts';

/**
 * accessKeyFor returns a new access key, which tells whose it is (the first twelve digits are the same for all of one
 * owner's) and when it was made: nothing else of EC2 credentials does.
 */
export function accessKeyFor(owner: string, madeAt: Date): string {
  return `${markOf(owner)}${seconds(madeAt).toString(16).padStart(8, '0')}${randomBytes(6).toString('hex')}`;
}

/** isAccessKeyOf tells whether an access key is one that accessKeyFor has made for an owner. */
export function isAccessKeyOf(owner: string, accessKey: string): boolean {
  return /^[0-9a-f]{32}$/.test(accessKey) && accessKey.startsWith(markOf(owner));
}

/** ageOf returns the age of an access key that accessKeyFor has made, in seconds. */
export function ageOf(accessKey: string, now: Date): number {
  return seconds(now) - Number.parseInt(accessKey.slice(12, 20), 16);
}

function markOf(owner: string): string {
  return createHash('sha256').update(`keystone-token ${owner}`).digest('hex').slice(0, 12);
}

// A cloud's clock may say what eight digits do not hold: the key must be known again all the same.
function seconds(time: Date): number {
  return Math.min(Math.max(0, Math.floor(time.getTime() / 1000)), 0xffff_ffff);
}

/**
 * createEc2Credentials makes EC2 credentials with an access key of ours, for the owner's project, and returns them. With
 * an application credential they have its roles only, and sign nothing once it is deleted.
 * Throws `credential-refused`.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#create-credential; keystone/api/_shared/EC2_S3_Resource.py
 */
export async function createEc2Credentials(
  caller: Caller & { readonly seal: Seal },
  owner: Token,
  accessKey: Secret,
  credential?: ApplicationCredential,
): Promise<S3Keys> {
  const secret = caller.seal(randomBytes(24).toString('hex'));
  const blob = {
    access: accessKey.reveal(),
    secret: secret.reveal(),
    ...(credential && { app_cred_id: credential.id }),
  };
  const response = await call(caller, {
    what: 'The creation of EC2 credentials',
    method: 'POST',
    path: 'credentials',
    body: {
      credential: {
        type: 'ec2',
        user_id: owner.user.id,
        project_id: owner.project?.id,
        blob: JSON.stringify(blob),
      },
    },
  });
  // Where the answer to another attempt was lost, they are there already: nobody else has this access key.
  if (response.status !== 201 && response.status !== 409) {
    throw creationRefused('EC2 credentials', response, owner, caller, [secret]);
  }
  return { accessKey, secretKey: secret };
}

/**
 * deleteEc2Credentials deletes those of an access key, and returns whether they were there.
 * Throws a Failure when it is refused, or there is no answer.
 */
export function deleteEc2Credentials(caller: Caller, userId: string, accessKey: string): Promise<boolean> {
  return remove(caller, 'The deletion of EC2 credentials', `${collection(userId)}/${segment(accessKey)}`);
}

/**
 * listAccessKeys returns the access keys of a user's EC2 credentials.
 * Throws a Failure when the list is refused, or there is no answer.
 */
export async function listAccessKeys(caller: Caller, userId: string): Promise<readonly string[]> {
  const found = await read(caller, 'The list of EC2 credentials', collection(userId), 'credentials');
  return list(found).map((each) => text(members(each)['access']));
}

function collection(userId: string): string {
  return `users/${segment(userId)}/credentials/OS-EC2`;
}
