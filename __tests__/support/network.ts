import { Deadline } from '../../src/http/deadline.ts';
import { createHttp, type Network } from '../../src/http/http.ts';
import type { Request, Response } from '../../src/http/request.ts';
import type { Trust } from '../../src/identity.ts';
import { Secret } from '../../src/secret.ts';

export interface Sending extends Partial<Request> {
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

/** send sends one request with the http of the action, which waits for nothing between its attempts. */
export function send(
  url: string,
  {
    trust,
    cloud = url,
    seconds = 30,
    lines = [],
    sealed = [],
    cancelled,
    wait = async () => {},
    ...request
  }: Sending = {},
): Promise<Response> {
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
  const { method = 'POST' } = request;
  const body = method === 'POST' ? { body: () => '{}' } : {};
  return http.send({ what: 'The login', method, url: new URL(url), ...body, ...request });
}
