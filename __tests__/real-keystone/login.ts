import { expect } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import { Job } from '../../tools/runner.ts';
import { runningKeystone } from './running.ts';

const { ca, admin, users } = await runningKeystone();

/** LoggedIn is what Keystone says of the token that the action gave, and the endpoint it was had at. */
export interface LoggedIn {
  readonly user: unknown;
  readonly project: unknown;
  readonly url: unknown;
}

/**
 * login runs the built action at the running Keystone, in a job that may have been furnished before; it must succeed,
 * and the log must hold no user's password.
 */
export async function login(
  given: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  furnish: (job: Job) => void = () => undefined,
): Promise<LoggedIn> {
  await using job = new Job();
  furnish(job);
  const { exitCode, log, outputs, annotations } = await job.run({ with: { cacert: ca, ...given }, env });
  expect({ exitCode, errors: annotations.filter(({ level }) => level === 'error') }).toEqual({
    exitCode: 0,
    errors: [],
  });
  for (const { password } of [users.deployer, users.nasty, users.otcDeployer]) {
    expect(log).not.toContain(password.trim());
  }
  const { body } = await admin.inspect(outputs['token'] ?? '');
  return {
    user: at(body, 'token', 'user', 'name'),
    project: at(body, 'token', 'project', 'name'),
    url: outputs['auth-url'],
  };
}
