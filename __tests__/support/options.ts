import { type Credentials, credentials } from '../../src/credentials/credentials.ts';
import { fromInputs } from '../../src/credentials/sources/inputs.ts';
import { Secret } from '../../src/secret.ts';

/** credentialsOf gives what the inputs say, with an `auth-url` unless they have one; `sealed` is told of every mask. */
export function credentialsOf(
  given: Readonly<Record<string, string>>,
  sealed: (text: string) => unknown = () => {},
): Credentials {
  const inputs: Readonly<Record<string, string>> = { 'auth-url': 'https://cloud.example/v3', ...given };
  const seal = (text: string): Secret => {
    sealed(text);
    return new Secret(text);
  };
  return credentials(
    fromInputs((name) => inputs[name] ?? '', seal),
    { seal, readFile: () => '' },
  );
}
