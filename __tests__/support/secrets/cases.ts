import fc from 'fast-check';
import { type Given, logins, origin } from './logins.ts';
import { anySecret, headerSecret, type Marked } from './secret.ts';
import { servers } from './servers.ts';

/** One use of the action. */
export interface Case extends Given {
  /** What the servers do, one after the other, by name; the last for all that follow. */
  readonly servers: readonly string[];
  readonly revocation: string;
  /** What the servers hand out. */
  readonly token: Marked;
  readonly debug: boolean;
}

const names = [...servers.keys()];

/** The host that only a proxy knows the way to. */
export const beyond = 'cloud.example';

const misplaced = anySecret.map((marked) => ({ ...marked, isMasked: false }));

const where: fc.Arbitrary<Given> = fc.oneof(
  { weight: 20, arbitrary: fc.constant({ inputs: { 'auth-url': `${origin}/v3` }, secrets: [] }) },
  {
    weight: 3,
    arbitrary: anySecret.map((marked) => ({
      inputs: { 'auth-url': `${origin}/v3`.replace('127.0.0.1', beyond) },
      env: { http_proxy: `http://alice:${encodeURIComponent(marked.text)}@proxy.invalid` },
      // Where no connection is made, nobody reads it.
      secrets: [{ ...marked, isMasked: false }],
    })),
  },
  // What users get wrong.
  misplaced.map((marked) => ({
    inputs: { 'auth-url': `http://demo:${encodeURIComponent(marked.text)}@127.0.0.1/v3` },
    secrets: [marked],
  })),
  misplaced.map((marked) => ({ inputs: { 'auth-url': `here: ${marked.text}` }, secrets: [marked] })),
);

const doing = fc.oneof(
  { weight: 1, arbitrary: fc.constant('a token') },
  { weight: 2, arbitrary: fc.constantFrom(...names) },
);

/** Uses of the action, right and wrong, at clouds of all kinds. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    login: logins,
    where,
    servers: fc.array(doing, { minLength: 1, maxLength: 3 }),
    revocation: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...names.filter((name) => /^40\d/.test(name))) },
      { weight: 1, arbitrary: doing },
    ),
    token: headerSecret,
    debug: fc.boolean(),
  })
  .map(({ login, where, ...rest }) => ({
    ...rest,
    inputs: { ...login.inputs, ...where.inputs, timeout: '2' },
    env: { ...where.env },
    secrets: [...login.secrets, ...where.secrets],
  }));
