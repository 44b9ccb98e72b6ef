import type { ApplicationCredentialLogin } from '../../identity.ts';
import { looksSwapped } from '../../secret-shapes.ts';
import { ownedRef, shown } from '../reference.ts';
import { isRefusedWith } from '../refusals/refused.ts';
import { mistakenIn } from './mistaken.ts';
import type { Method } from './part.ts';

/** The application credential method. https://docs.openstack.org/api-ref/identity/v3/#authenticating-with-an-application-credential */
export const applicationCredentialMethod: Method<ApplicationCredentialLogin> = {
  authMethod: 'v3applicationcredential',
  inputs: '`application-credential-secret`',
  part: ({ credential, secret }) => ({
    ...('id' in credential ? { id: credential.id } : { name: credential.name, user: ownedRef(credential.user) }),
    secret: secret.reveal(),
  }),
  secrets: ({ secret }) => [secret],
  reasons: ({ credential, secret }) => [
    ...swapped({ credential, secret }),
    ...mistakenIn('secret of the application credential', secret),
    'The secret of the application credential is wrong.',
    'The application credential has expired.',
    ...('user' in credential
      ? [`The user ${shown(credential.user)} does not exist, or has no application credential of that name.`]
      : []),
    'Its user or its project is disabled.',
  ],
  byUser: false,
  canBeUnscoped: false,
  refusals: (login) => [
    {
      code: 'application-credential-unknown',
      when: isRefusedWith(404),
      tell: () => ({
        reasons: [
          ...swapped(login),
          'The application credential has been deleted, also together with its user or with a role of that user.',
          'It belongs to another cloud or another region.',
          '`application-credential-id` is misspelt.',
        ],
        advice: ['`openstack application credential list`, as its user, shows those there are.'],
      }),
    },
  ],
};

function swapped({ credential, secret }: Pick<ApplicationCredentialLogin, 'credential' | 'secret'>): readonly string[] {
  return 'id' in credential && looksSwapped(credential.id, secret.reveal())
    ? ['The id and the secret look swapped: it is the id that has 32 hexadecimal digits.']
    : [];
}
