import { described, login } from '../../tools/bench/ways.ts';
import { answer, type Fault } from './faulty-server.ts';

export { described, login };

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
