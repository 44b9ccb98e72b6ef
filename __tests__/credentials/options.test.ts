import { expect, test } from '@jest/globals';
import { gather, type OptionName } from '../../src/credentials/options.ts';
import { Secret } from '../../src/secret.ts';
import { credentialsOf } from '../support/options.ts';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJl';
const key = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----';

function gathered(name: OptionName, text: string): { sealed: string[]; error: unknown } {
  const sealed: string[] = [];
  const seal = (secret: string): Secret => {
    sealed.push(secret);
    return new Secret(secret);
  };
  try {
    gather([{ name, text, from: `input \`${name}\`` }], seal);
    return { sealed, error: undefined };
  } catch (error) {
    return { sealed, error };
  }
}

test.each<[OptionName, string, string]>([
  ['project-id', ` ${jwt}`, 'a JSON Web Token'],
  ['username', key, 'a private key'],
])('a secret in `%s` is masked, and not sent', (name, text, kind) => {
  const { sealed, error } = gathered(name, text);
  expect(sealed).toEqual([text.trim()]);
  expect(error).toMatchObject({
    code: 'input-invalid',
    message: `The input \`${name}\` holds ${kind}, which is a secret, and \`${name}\` is shown in logs.`,
    advice: ['Check which value belongs where. It is masked in this log; if it was shown in another, replace it.'],
  });
});

test.each<OptionName>(['cert', 'cacert'])('a key in `%s` is masked', (name) => {
  expect(gathered(name, key)).toEqual({ sealed: [key], error: undefined });
});

test('what is no secret is not masked', () => {
  expect(gathered('username', 'alice')).toEqual({ sealed: [], error: undefined });
});

test('the secret of an application credential is masked in the place of its id', () => {
  const given = {
    'application-credential-id': 's3cr3t-of-ours',
    'application-credential-secret': '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  };
  const sealed: string[] = [];
  credentialsOf(given, (text) => sealed.push(text));
  expect(sealed).toEqual(['0a1b2c3d4e5f60718293a4b5c6d7e8f9', 's3cr3t-of-ours']);
  const right: string[] = [];
  credentialsOf({ ...given, 'application-credential-id': '0a1b2c3d4e5f60718293a4b5c6d7e8f9' }, (text) =>
    right.push(text),
  );
  expect(right).toEqual(['0a1b2c3d4e5f60718293a4b5c6d7e8f9']);
});
