import { Failure } from '../../failure.ts';
import type { ApplicationCredentialLogin, PasswordLogin, TokenLogin, TotpLogin } from '../../identity.ts';
import type { Seal, Secret } from '../../secret.ts';
import type { Options } from '../options.ts';
import { owned } from '../owned.ts';
import type { Wanting } from '../wanting.ts';
import { base32, totp } from './totp.ts';

/** What every factor is made from. */
export interface Sources {
  readonly options: Options;
  readonly wanting: Wanting;
  readonly seal: Seal;
}

/** password gives the factor of a user's password; what is wanting is noted, here and below. */
export function password({ options, wanting }: Sources): PasswordLogin | undefined {
  const user = owned(options, 'user', wanting);
  const given = wanting.option('password');
  return user && given && { method: 'password', user, password: given.value };
}

/** passcode gives the factor of a passcode. */
export function passcode({ options, wanting, seal }: Sources): TotpLogin | undefined {
  const user = owned(options, 'user', wanting);
  const code = passcodeMaker(options, seal) ?? wanting.note('`totp-secret` (or `passcode`)');
  return user && code && { method: 'totp', user, passcode: code };
}

function passcodeMaker({ passcode: code, 'totp-secret': secret }: Options, seal: Seal): (() => Secret) | undefined {
  if (secret === undefined) {
    // As applications show it, in two groups.
    const text = code?.value.reveal().replace(/\s/g, '');
    return text === undefined ? undefined : () => seal(text);
  }
  const key = base32(secret.value.reveal());
  if (key === undefined) {
    throw new Failure('input-invalid', {
      message: `The ${secret.from} is not base32 (A to Z and 2 to 7).`,
      advice: ['Give the key that the cloud showed beside the QR code, or what follows `secret=` in it; not a code.'],
    });
  }
  return () => seal(totp(key, Date.now()));
}

/** applicationCredential gives the factor of an application credential: by id, or by name and owner; the id wins. */
export function applicationCredential({ options, wanting }: Sources): ApplicationCredentialLogin | undefined {
  const credential = credentialRef(options, wanting);
  const secret = wanting.option('application-credential-secret');
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

/** token gives the factor of a token one has. */
export function token({ wanting }: Sources): TokenLogin | undefined {
  const given = wanting.option('token');
  // It may become a header.
  if (given !== undefined && !/^[\x21-\x7e]+$/.test(given.value.reveal())) {
    throw new Failure('input-invalid', {
      message: `The ${given.from} has blanks, line breaks or characters that no token has.`,
    });
  }
  return given && { method: 'token', token: given.value };
}
