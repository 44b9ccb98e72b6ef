import { expect } from '@jest/globals';
import type { User } from '../../tools/keystone/plant.ts';
import type { Keystone } from '../../tools/keystone/server.ts';
import { repository } from '../../tools/repository.ts';
import { Job, type JobOptions } from '../../tools/runner.ts';

// Refused logins, and what the built action says of them word for word.

/** What a step is given. */
export type Inputs = Readonly<Record<string, string>>;

/** byPassword gives the inputs of a user’s password. */
export function byPassword({ id, password }: User): Inputs {
  return { 'user-id': id, password };
}

/** tokenOf gives a token that a user’s password makes, without the action. */
export async function tokenOf(of: Pick<Keystone, 'anyone'>, { id, password }: User, scope: unknown): Promise<string> {
  return await of.anyone.tokenFor({
    identity: { methods: ['password'], password: { user: { id, password } } },
    scope,
  });
}

/** The annotation of a refused login: its code, and its lines, in which the server and the request's id stand for all. */
export async function annotation(
  given: Inputs,
  at: Pick<Keystone, 'authUrl' | 'ca'>,
  options: JobOptions = {},
): Promise<string[]> {
  await using job = new Job(options);
  const { exitCode, annotations, outputs, environment, stderr } = await job.run({
    with: { 'auth-url': at.authUrl, cacert: at.ca, ...given },
  });
  expect({ exitCode, outputs, environment, stderr, count: annotations.length }).toEqual({
    exitCode: 1,
    outputs: {},
    environment: {},
    stderr: '',
    count: 1,
  });
  const [{ title, message } = { title: '', message: '' }] = annotations;
  const lines = message
    .replaceAll(new URL(at.authUrl).host, 'SERVER')
    .replace(/req-[0-9a-f-]{36}/g, 'req-ID')
    .split('\n');
  const code = title.replace('Keystone token: ', '');
  expect(lines.pop()).toBe(`- See https://github.com/${repository}/blob/v1/docs/troubleshooting.md#${code}`);
  return [code, ...lines];
}

/** Keystone’s one answer to nearly every refused login. */
export const generic =
  'SERVER answered the login with 401 “The request you have made requires authentication.” (request “req-ID”).';
export const dontKnow =
  '- Keystone does not say which of these it is. Try the same values in the dashboard or with `openstack token issue`.';
export const notAgain = '- The login is not tried again, because many clouds lock a user after a few wrong ones.';
export const perhaps = [
  'What to do:',
  dontKnow,
  '- With debug logging (re-run the job) the action logs in once more without the scope, which tells a wrong password from a missing role, and counts towards a lock.',
  notAgain,
];
// Without a scope a second login would tell nothing.
export const perhapsOfCredential = ['What to do:', dontKnow, notAgain];

/** wrongPassword gives the reasons that a login by password adds. */
export function wrongPassword(user: string): string[] {
  return [
    '- The password is wrong.',
    `- The user ${user} does not exist, is disabled, or is locked after wrong passwords.`,
  ];
}

/** wrongPasscode gives the reasons that a login by passcode adds. */
export function wrongPasscode(user: string): string[] {
  return [
    '- The passcode is wrong or too old: check `totp-secret`, and the clock of a self-hosted runner.',
    `- The user ${user} does not exist, is disabled or locked, or has no TOTP credential.`,
  ];
}

/** noRole gives the reason that a scope adds. */
export function noRole(where: string): string {
  return `- The user has no role in ${where}, or that does not exist or is disabled.`;
}
