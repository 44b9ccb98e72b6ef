import { Failure } from '../failure.ts';
import type { Response } from '../http/request.ts';
import type { Secret } from '../secret.ts';
import { members, parseJson } from './json.ts';
import { at, type Keystone } from './keystone.ts';
import { errorBody } from './refusals/error-body.ts';
import { saidBy } from './refusals/explain.ts';

/** Who asks: the token by which, and the Keystone that is asked. */
export interface Caller extends Pick<Keystone, 'http' | 'endpoint'> {
  readonly token: Secret;
  /** Returns another token, for when this one has ended. Throws a Failure where there is none. */
  readonly renew?: () => Promise<Secret>;
}

/** One request to a Keystone. */
interface Call {
  /** What is being done, as the beginning of a sentence: `The creation of EC2 credentials`. */
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the versioned endpoint, or a whole URL of the same host. */
  readonly path: string | URL;
  readonly body?: object;
}

/** call returns the answer to a request with a token, whatever its status. Throws a Failure when there is no answer. */
export async function call(caller: Caller, request: Call): Promise<Response> {
  const { token, renew } = caller;
  const response = await send(caller, request, token);
  return response.status === 401 && renew ? await send(caller, request, await renew()) : response;
}

function send({ http, endpoint }: Caller, { what, method, path, body }: Call, token: Secret): Promise<Response> {
  return http.send({
    what: `${what} at ${endpoint.host}`,
    method,
    url: typeof path === 'string' ? at(endpoint, path) : path,
    headers: { 'x-auth-token': token.reveal(), ...(body && { 'content-type': 'application/json' }) },
    // What a server may be making just now is waited for also if the step is cancelled, so that it can be taken back.
    ...(body && { body: () => JSON.stringify(body), received: () => {} }),
  });
}

/**
 * read returns the member of an answer's body that holds what is asked for; undefined where that does not exist.
 * Throws `request-refused` for a refusal and for an answer without it, and a Failure when there is no answer.
 */
export async function read(caller: Caller, what: string, path: string, member: string): Promise<unknown> {
  const response = await call(caller, { what, method: 'GET', path });
  if (isUnknown(response)) {
    return undefined;
  }
  const found = members(parseJson(response.body))[member];
  // A page of 200 is a portal's, too: it does not say that there is nothing.
  if (response.status !== 200 || found === undefined) {
    throw refused(caller, what, response);
  }
  return found;
}

/**
 * remove deletes what is at a path, and returns whether it was there.
 * Throws `request-refused` for a refusal, and a Failure when there is no answer.
 */
export async function remove(caller: Caller, what: string, path: string): Promise<boolean> {
  const response = await call(caller, { what, method: 'DELETE', path });
  if (response.status !== 204 && !isUnknown(response)) {
    throw refused(caller, what, response);
  }
  return response.status === 204;
}

// A page of 404 is a portal's, which knows nothing of it.
function isUnknown(response: Response): boolean {
  return response.status === 404 && errorBody(response).known;
}

function refused({ endpoint, token }: Caller, what: string, response: Response): Failure {
  const said = saidBy(response, [token]);
  return new Failure('request-refused', {
    message: `${what} at ${endpoint.host} was answered with ${response.status}${said && ` ${said}`}.`,
  });
}
