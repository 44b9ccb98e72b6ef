import type { IncomingHttpHeaders } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What Keystone answered. `body` is the parsed JSON, or undefined when there is none. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: unknown;
}

/** The `auth` object of `POST /auth/tokens`, as the Identity API v3 has it. */
export interface Auth {
  readonly identity: Readonly<Record<string, unknown>>;
  readonly scope?: unknown;
}

/** A plain client of a Keystone: what a test asks the server by itself, beside the action that it tests. */
export class KeystoneClient {
  readonly #authUrl: string;
  readonly #ca: string;
  readonly #token: string | undefined;

  /** `authUrl` is the versioned one; `ca` is PEM; `token` authenticates each request. */
  constructor(authUrl: string, ca: string, token?: string) {
    this.#authUrl = authUrl;
    this.#ca = ca;
    this.#token = token;
  }

  /** withToken gives the same client, authenticated by another token. */
  withToken(token: string): KeystoneClient {
    return new KeystoneClient(this.#authUrl, this.#ca, token);
  }

  /** send gives the answer to one request, whatever its status. `path` is relative to the versioned URL: `/users`. */
  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const url = new URL(`${this.#authUrl}${path}`);
    const options = {
      method,
      // A connection of its own for each request: a kept one may just be closed at the other end.
      agent: false,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#token === undefined ? {} : { 'x-auth-token': this.#token }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const request =
        url.protocol === 'https:' ? httpsRequest(url, { ...options, ca: this.#ca }) : httpRequest(url, options);
      request.once('error', reject);
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type']?.startsWith('application/json') === true;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: isJson ? JSON.parse(text) : undefined,
          });
        });
      });
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** api gives the answer to a request that must succeed: an Error with the answer is thrown when it does not. */
  async api(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
    return answer;
  }

  /** authenticate gives the answer to a login. */
  authenticate(auth: Auth): Promise<Answer> {
    return this.send('POST', '/auth/tokens', { auth });
  }

  /** tokenFor gives the token of a login that must succeed. */
  async tokenFor(auth: Auth): Promise<string> {
    const { headers } = await this.api('POST', '/auth/tokens', { auth });
    const token = headers['x-subject-token'];
    if (typeof token !== 'string') {
      throw new Error('Keystone answered a login without X-Subject-Token');
    }
    return token;
  }

  /** inspect gives the answer to a question about a token: 200 with its facts, or 404 when it is not valid any more. */
  inspect(token: string): Promise<Answer> {
    return this.send('GET', '/auth/tokens', undefined, { 'x-subject-token': token });
  }
}

/** at gives what an answer's body has at a path of keys: `at(answer.body, 'token', 'user', 'id')`. */
export function at(body: unknown, ...path: readonly string[]): unknown {
  let value = body;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !(key in value)) {
      throw new Error(`no ${path.join('.')} in ${JSON.stringify(body)}`);
    }
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return value;
}
