import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Planted } from '../../../tools/keystone/plant.ts';
import type { Job } from '../../../tools/runner.ts';

export type Variables = Readonly<Record<string, string>>;

/** What a job logs in with. */
export type Kind =
  | 'password'
  | 'federation'
  | 'application credential'
  | 'trust'
  | 'impersonating trust'
  | 'access rules';

/** loginOf returns the inputs by which a step logs in, for the project production. */
export function loginOf({ projects, users, applicationCredentials, trusts }: Planted, kind: Kind): Variables {
  const byPassword = ({ id, password }: { id: string; password: string }) => ({ 'user-id': id, password });
  const byCredential = ({ id, secret }: { id: string; secret: string }) => ({
    'application-credential-id': id,
    'application-credential-secret': secret,
  });
  switch (kind) {
    case 'password':
      return { ...byPassword(users.deployer), 'project-id': projects.production.id };
    case 'federation':
      return { 'identity-provider': 'github', 'project-id': projects.production.id };
    case 'application credential':
      return byCredential(applicationCredentials.restricted);
    case 'access rules':
      return byCredential(applicationCredentials.withAccessRules);
    case 'trust':
      return { ...byPassword(users.roleless), 'trust-id': trusts.delegated.id };
    case 'impersonating trust':
      return { ...byPassword(users.roleless), 'trust-id': trusts.impersonated.id };
  }
}

/** What a program came to. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** laterStep runs a program as a later step of the job would: it finds what the action left, `PATH`, and `more`. */
export async function laterStep(
  job: Job,
  path: string,
  [program = '', ...args]: readonly string[],
  more: Variables = {},
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: job.workspace,
    env: { PATH: path, HOME: job.home, LANG: 'C.UTF-8', ...job.environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
}
