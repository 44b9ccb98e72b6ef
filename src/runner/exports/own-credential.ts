import type { ApplicationCredential } from '../../identity.ts';

/** besideCredential returns what would count before an application credential, if the job has it, or break tools beside it. */
export function besideCredential(credential: ApplicationCredential | undefined): Readonly<Record<string, string>> {
  const names = ['USERNAME', 'USER_ID', 'PASSWORD', 'TOKEN', 'AUTH_TOKEN', 'APPLICATION_CREDENTIAL_NAME'];
  return credential
    ? {
        ...Object.fromEntries(names.map((name) => [`OS_${name}`, ''])),
        OS_APPLICATION_CREDENTIAL_ID: credential.id,
        OS_APPLICATION_CREDENTIAL_SECRET: credential.secret.reveal(),
        OS_ALLOW_REAUTH: 'true',
      }
    : {};
}
