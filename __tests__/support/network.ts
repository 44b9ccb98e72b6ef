import { Deadline } from '../../src/http/deadline.ts';
import { createHttp, type Network } from '../../src/http/http.ts';
import type { Request, Response } from '../../src/http/request.ts';
import type { Trust } from '../../src/identity.ts';
import { Secret } from '../../src/secret.ts';

export interface Sending extends Sender, Partial<Request> {}

/** What requests are sent with. */
export interface Sender {
  readonly trust?: Partial<Trust>;
  /** The cloud that is trusted so; where the request goes unless given. Null is none. */
  readonly cloud?: string | null;
  /** The whole time in seconds. */
  readonly seconds?: number;
  /** Takes what is logged. */
  readonly lines?: string[];
  /** Takes what is sealed. */
  readonly sealed?: string[];
  /** Aborted when the step is cancelled. */
  readonly cancelled?: AbortSignal;
  readonly wait?: Network['wait'];
}

/** sender returns the http of the action, which waits for nothing between its attempts and has one connection. */
export function sender(url: string, given: Sender = {}): (request?: Partial<Request>) => Promise<Response> {
  const { trust, cloud = url, seconds = 30, lines = [], sealed = [], cancelled, wait = async () => {} } = given;
  const http = createHttp({
    ...(cloud !== null && { cloud: { url: new URL(cloud), trust: { insecure: false, ...trust } } }),
    deadline: new Deadline(seconds, cancelled),
    seal: (text) => {
      sealed.push(text);
      return new Secret(text);
    },
    log: (line) => lines.push(line),
    wait,
  });
  return ({ method = 'POST', ...request } = {}) => {
    const body = method === 'POST' ? { body: () => '{}' } : {};
    return http.send({ what: 'The login', method, url: new URL(url), ...body, ...request });
  };
}

/** send sends one request, with an http of its own. */
export function send(
  url: string,
  { trust, cloud, seconds, lines, sealed, cancelled, wait, ...request }: Sending = {},
): Promise<Response> {
  const given = { trust, cloud, seconds, lines, sealed, cancelled, wait };
  return sender(url, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)))(request);
}
