import type { ApplicationCredentialLogin } from '../../identity.ts';
import { looksSwapped } from '../../secret-shapes.ts';
import type { Options } from '../options.ts';
import { owned } from '../owned.ts';
import type { Wanting } from '../wanting.ts';
import { holding, passcodeGiven } from './passcode.ts';
import type { FactorWay, LoginMeans } from './way.ts';

/** v3applicationcredential logs in by an application credential; a passcode waits until Keystone asks. */
export const v3applicationcredential: FactorWay = {
  names: ['v3applicationcredential'],
  impliedBy: [['application-credential-id'], ['application-credential-name'], ['application-credential-secret']],
  secrets: () => ['application-credential-secret', 'passcode', 'totp-secret'],
  hasOwnScope: () => true,
  login: (means) => holding(applicationCredentialFactor(means), passcodeGiven(means)),
  factorSecrets: ['application-credential-secret'],
  factor: applicationCredentialFactor,
};

/** By id, or by name and owner; the id wins. */
function applicationCredentialFactor({ options, wanting, seal }: LoginMeans): ApplicationCredentialLogin | undefined {
  const credential = credentialRef(options, wanting);
  const secret = wanting.option('application-credential-secret');
  if (credential && 'id' in credential && looksSwapped(credential.id, secret?.value.reveal())) {
    seal(credential.id);
  }
  return credential && secret && { method: 'application_credential', credential, secret: secret.value };
}

function credentialRef(options: Options, wanting: Wanting): ApplicationCredentialLogin['credential'] | undefined {
  const { 'application-credential-id': id, 'application-credential-name': name } = options;
  if (id !== undefined) {
    return { id: id.value };
  }
  if (name === undefined) {
    return wanting.note(
      '`application-credential-id`',
      'Instead of `application-credential-id`, `application-credential-name` does with its owner: `user-id`, or `username` and `user-domain-name`.',
    );
  }
  const user = owned(options, 'user', wanting);
  return user && { name: name.value, user };
}
