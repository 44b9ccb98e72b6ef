import fc from 'fast-check';
import { anySecret, base32Secret, headerSecret, type Marked } from './secret.ts';

/** What a step is given, and what of it is secret. */
export interface Given {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets: readonly Marked[];
}

const user = { username: 'demo', 'user-domain-id': 'default' };
const project = { 'project-id': 'p1' };
const agency = { 'agency-name': 'deploy', 'agency-domain-name': 'OTC1' };

/** Stands for where the cloud is. */
export const origin = 'http://127.0.0.1:1/origin';

const client = { 'identity-provider': 'idp', 'client-id': 'client', 'access-token-endpoint': `${origin}/token` };

function one(name: string, others: Given['inputs'], secret = anySecret): fc.Arbitrary<Given> {
  return secret.map((marked) => ({ inputs: { ...others, [name]: marked.text }, secrets: [marked] }));
}

function two(names: readonly [string, string], others: Given['inputs'], secret = anySecret): fc.Arbitrary<Given> {
  return fc.tuple(anySecret, secret).map(([first, second]) => ({
    inputs: { ...others, [names[0]]: first.text, [names[1]]: second.text },
    secrets: [first, second],
  }));
}

/** Every way to log in, right or wrong. */
export const logins: fc.Arbitrary<Given> = fc.oneof(
  { weight: 4, arbitrary: one('password', { ...user, ...project }) },
  one('password', { 'user-id': 'u1', 'project-name': 'web', 'project-domain-id': 'default' }),
  one('password', { ...user, ...project, ...agency }),
  one('password', { ...user, unscoped: 'true' }),
  one('application-credential-secret', { 'application-credential-id': 'a1' }),
  one('application-credential-secret', { 'application-credential-name': 'ci', ...user }),
  one('token', project),
  one('token', project, headerSecret),
  two(['password', 'totp-secret'], { ...user, ...project }, base32Secret),
  two(['password', 'totp-secret'], { ...user, ...project, 'auth-type': 'v3password' }, base32Secret),
  two(['password', 'passcode'], { ...user, ...project }),
  one('totp-secret', { ...user, ...project }, base32Secret),
  one('client-secret', { ...client, ...project }),
  two(['password', 'client-secret'], { ...client, username: 'demo', ...project }),
  // What users get wrong.
  one('password', user),
  one('password', { username: 'demo', ...project }),
  one('totp-secret', { ...user, ...project }),
  two(['password', 'key'], { ...user, ...project, cert: 'nowhere.pem' }),
  two(['password', 'application-credential-secret'], { ...user, ...project, 'application-credential-id': 'a1' }),
  two(['password', 'token'], { ...user, ...project, 'auth-type': 'v3nonsense' }),
);
