import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { HttpClient } from '@actions/http-client';
import { Failure } from '../failure.ts';
import { readBody } from './body.ts';
import { connect } from './connect.ts';
import type { Deadline } from './deadline.ts';
import { type Progress, tooLate } from './progress.ts';
import type { Head, Headers, Request, Response } from './request.ts';
import type { Route } from './route.ts';
import { connectionFailure } from './troubles/network.ts';

// An attempt's own limits in milliseconds, so that one that hangs leaves time for others. A slow login is not cut off
// early, because its token would be lost; where no connection comes about there is no token to lose.
const connectionLimit = 15_000;
const attemptLimit = 60_000;

// Huawei's and Open Telekom Cloud's tokens pass 8 KiB; Node gives up at 16 KiB of headers.
const headerLimit = 256 * 1024;

/** A request as one attempt sends it. */
export interface Message extends Omit<Request, 'headers' | 'body'> {
  readonly headers: Headers | undefined;
  readonly body: string | undefined;
}

/** attemptOnce makes one attempt at a request. Throws a Failure when there is no answer. */
export async function attemptOnce(request: Message, route: Route, deadline: Deadline): Promise<Response> {
  const { what, received } = request;
  const progress: Progress = { stage: 'name' };
  const late = (allowed: string): Failure => tooLate(what, route, progress, allowed);
  const failed = (error: unknown): never => {
    throw error instanceof Failure ? error : connectionFailure(what, route, progress, error);
  };
  const connection = (): Promise<Socket> =>
    deadline.bound((signal) => connect(route, signal, progress), late, { limit: connectionLimit });
  const attempt = async (signal: AbortSignal): Promise<Response> => {
    const message = await answer(request, connection, signal).catch(failed);
    progress.stage = 'body';
    const head = headOf(message);
    received?.(head);
    return { ...head, body: await readBody(message, what).catch(failed) };
  };
  // What a server may be issuing just now must be known even if nobody wants it any more.
  return await deadline.bound(attempt, late, { limit: attemptLimit, finishes: received !== undefined });
}

/** answer sends the request over a connection that is made when it is needed, and gives the answer when its headers are there. */
function answer(
  { method, url, headers, body }: Message,
  connection: () => Promise<Socket>,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const agent = url.protocol === 'https:' ? new https.Agent() : new http.Agent();
    agent.createConnection = (_, created) => {
      connection().then((socket) => {
        // The client would wait for ever for the answer to a request that the server made an upgrade of.
        socket.once('close', () => reject(new Error('closed')));
        signal.addEventListener('abort', () => socket.destroy(), { once: true });
        created?.(null, socket);
      }, reject);
      return undefined;
    };
    newClient(agent)
      .request(method, url.href, body ?? null, {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...headers,
      })
      .then(({ message }) => resolve(message), reject);
  });
}

function newClient(agent: http.Agent): HttpClient {
  const prepare = {
    prepareRequest(options: http.RequestOptions): void {
      Object.assign(options, { agent, maxHeaderSize: headerLimit });
    },
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error('no authentication handler')),
  };
  const client = new HttpClient('keystone-token', [prepare], { allowRedirects: false, allowRetries: false });
  // The client would add the runner's orchestration id, which is no business of the cloud's.
  client.userAgent = 'keystone-token';
  return client;
}

function headOf(message: http.IncomingMessage): Head {
  const headers = Object.entries(message.headersDistinct).map(
    ([name, values]) => [name, [values].flat().join(', ')] as const,
  );
  return { status: Number(message.statusCode), headers: Object.fromEntries(headers) };
}
