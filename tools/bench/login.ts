import { join } from 'node:path';
import type { Program } from './processes.ts';
import type { Runner } from './runner.ts';

/** A login that the action, the plain script, curl and the openstack client can make. */
export interface Login {
  /** The versioned one. */
  readonly authUrl: string;
  readonly username: string;
  readonly userDomainId: string;
  readonly password: string;
  readonly projectId: string;
}

/** programsFor returns the programs that make the login: each with nothing that it does not need. */
export function programsFor(login: Login, runner: Runner) {
  const { authUrl, username, userDomainId, password, projectId } = login;
  const { caFile, variables } = runner;
  const user = { name: username, domain: { id: userDomainId }, password };
  const identity = { methods: ['password'], password: { user } };
  const body = JSON.stringify({ auth: { identity, scope: { project: { id: projectId } } } });
  return {
    step: runner.step({
      'auth-url': authUrl,
      username,
      'user-domain-id': userDomainId,
      password,
      'project-id': projectId,
      cacert: caFile,
    }),
    script: {
      argv: [process.execPath, join(import.meta.dirname, 'plain-login.cjs')],
      env: {
        ...variables,
        AUTH_URL: authUrl,
        USERNAME: username,
        USER_DOMAIN: userDomainId,
        PASSWORD: password,
        PROJECT_ID: projectId,
        CA_FILE: caFile,
      },
    },
    curl: {
      argv: [
        ...['/usr/bin/curl', '--silent', '--fail', '--include', '--cacert', caFile],
        ...['--json', `@${runner.file('body.json', body)}`, `${authUrl}/auth/tokens`],
      ],
    },
    client: {
      argv: ['/usr/bin/openstack', 'token', 'issue'],
      env: {
        OS_IDENTITY_API_VERSION: '3',
        OS_AUTH_URL: authUrl,
        OS_USERNAME: username,
        OS_USER_DOMAIN_ID: userDomainId,
        OS_PASSWORD: password,
        OS_PROJECT_ID: projectId,
        OS_CACERT: caFile,
      },
    },
  } satisfies Readonly<Record<string, Program>>;
}
