import { answer, type Fault } from './faulty-server.ts';

/** What a Keystone says of a token, as its API reference has it. */
export const described = {
  methods: ['password'],
  issued_at: '2026-11-22T10:00:00.000000Z',
  expires_at: '2026-11-22T11:00:00.000000Z',
  user: { id: 'u1', name: 'demo', domain: { id: 'default', name: 'Default' } },
  project: { id: 'p1', name: 'web', domain: { id: 'default', name: 'Default' } },
  roles: [{ id: 'r1', name: 'member' }],
};

/** Inputs of a login that the token described fits. */
export const login = {
  username: 'demo',
  password: 'a pass word, of a test',
  'user-domain-id': 'default',
  'project-id': 'p1',
};

/** issue answers a login with a token, as a Keystone does, of which something else may be said. */
export function issue(
  token: string,
  headers: Readonly<Record<string, string>> = {},
  said: Readonly<Record<string, unknown>> = {},
): Fault {
  return answer(
    201,
    { 'Content-Type': 'application/json', 'X-Subject-Token': token, ...headers },
    JSON.stringify({ token: { ...described, ...said } }),
  );
}
