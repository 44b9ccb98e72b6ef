import type { ApplicationCredentialLogin } from '../../identity.ts';
import { ownedRef } from '../reference.ts';
import type { IdentityPart } from './methods.ts';

/** applicationCredential gives that method's part. https://docs.openstack.org/api-ref/identity/v3/#authenticating-with-an-application-credential */
export function applicationCredential({ credential, secret }: ApplicationCredentialLogin): IdentityPart {
  const which = 'id' in credential ? { id: credential.id } : { name: credential.name, user: ownedRef(credential.user) };
  return { methods: ['application_credential'], application_credential: { ...which, secret: secret.reveal() } };
}
