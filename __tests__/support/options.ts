import { type Credentials, credentials } from '../../src/credentials/credentials.ts';
import { fromInputs } from '../../src/credentials/sources/inputs.ts';
import { Secret } from '../../src/secret.ts';

/** credentialsOf gives what the inputs say, with an `auth-url` unless they have one. */
export function credentialsOf(given: Readonly<Record<string, string>>): Credentials {
  const inputs: Readonly<Record<string, string>> = { 'auth-url': 'https://cloud.example/v3', ...given };
  const seal = (text: string): Secret => new Secret(text);
  return credentials(
    fromInputs((name) => inputs[name] ?? '', seal),
    { seal, readFile: () => '' },
  );
}
