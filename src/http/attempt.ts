import type http from 'node:http';
import type { Socket } from 'node:net';
import { HttpClient } from '@actions/http-client';
import { Failure } from '../failure.ts';
import { closeIdle } from './agents.ts';
import { readBody } from './body.ts';
import { connect } from './connect.ts';
import type { Deadline } from './deadline.ts';
import { type Progress, tooLate } from './progress.ts';
import type { Head, Headers, Request, Response } from './request.ts';
import type { Route } from './route.ts';
import { connectionFailure, tlsWanted } from './troubles/network.ts';

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

/** A connection that the server had closed while no request was on it, or closed without a byte of an answer. */
class ClosedWhileIdle extends Error {}

/**
 * attemptOnce makes one attempt at a request, over a connection that the agent has kept or a new one. Where a kept one
 * turns out to be closed, the request has not been received, and goes over a new one.
 * Throws a Failure when there is no answer. Source: RFC 9112, 9.3.1.
 */
export async function attemptOnce(
  request: Message,
  agent: http.Agent,
  route: Route,
  deadline: Deadline,
): Promise<Response> {
  const { what, received } = request;
  const progress: Progress = { stage: 'name' };
  const late = (allowed: string): Failure => tooLate(what, route, progress, allowed);
  const failed = (error: unknown): never => {
    throw error instanceof Failure ? error : connectionFailure(what, route, progress, error);
  };
  const connection = (): Promise<Socket> =>
    deadline.bound((signal) => connect(route, signal, progress), late, { limit: connectionLimit });
  const attempt = async (signal: AbortSignal): Promise<Response> => {
    const ask = () => answer(request, { agent, connection, signal, progress });
    const again = (error: unknown) => {
      if (!(error instanceof ClosedWhileIdle)) {
        throw error;
      }
      closeIdle(agent);
      return ask();
    };
    const message = await ask().catch(again).catch(failed);
    progress.stage = 'body';
    const head = headOf(message);
    received?.(head);
    const response = { ...head, body: await readBody(message, what).catch(failed) };
    const failure = tlsWanted(what, route, response);
    if (failure !== undefined) {
      throw failure;
    }
    return response;
  };
  // What a server may be issuing just now must be known even if nobody wants it any more.
  return await deadline.bound(attempt, late, { limit: attemptLimit, finishes: received !== undefined });
}

/** What an attempt sends its request with. */
interface Means {
  readonly agent: http.Agent;
  /** Makes a connection when there is none to be had. */
  readonly connection: () => Promise<Socket>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** answer sends the request, and returns the answer when its headers are there. */
function answer(
  { method, url, headers, body }: Message,
  { agent, connection, signal, progress }: Means,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: http.RequestOptions = {
      agent,
      maxHeaderSize: headerLimit,
      createConnection: (_, created) => {
        connection().then((socket) => created(null, socket), reject);
        return undefined;
      },
    };
    const made = (request: http.ClientRequest): void => {
      let silent = true;
      request.once('socket', (socket) => {
        progress.stage = 'answer';
        socket.once('data', () => {
          silent = false;
        });
      });
      request.once('error', (error) => {
        reject(request.reusedSocket && silent && !signal.aborted ? new ClosedWhileIdle() : error);
      });
      // The client would wait for ever for the answer to a request that the server made an upgrade of.
      request.once('close', () => reject(new Error('closed')));
      signal.addEventListener('abort', () => request.destroy(), { once: true });
    };
    new Client(options, made)
      .request(method, url.href, body ?? null, {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...headers,
      })
      .then(({ message }) => resolve(message), reject);
  });
}

type Made = (request: http.ClientRequest) => void;

/** http-client, with our own options, and with each request shown before it is sent. */
class Client extends HttpClient {
  readonly #made: Made;

  constructor(options: http.RequestOptions, made: Made) {
    const prepare = {
      prepareRequest(prepared: http.RequestOptions): void {
        Object.assign(prepared, options);
      },
      canHandleAuthentication: () => false,
      handleAuthentication: () => Promise.reject(new Error('no authentication handler')),
    };
    super('keystone-token', [prepare], { allowRedirects: false, allowRetries: false });
    // The client would add the runner's orchestration id, which is no business of the cloud's.
    this.userAgent = 'keystone-token';
    this.#made = made;
  }

  override requestRawWithCallback(...[info, ...rest]: Parameters<HttpClient['requestRawWithCallback']>): void {
    const request = (...args: Parameters<typeof http.request>): http.ClientRequest => {
      const made = info.httpModule.request(...args);
      this.#made(made);
      return made;
    };
    // Not a copy: that would have Node load what its getters stand for.
    const httpModule: typeof info.httpModule = Object.create(info.httpModule, { request: { value: request } });
    super.requestRawWithCallback({ ...info, httpModule }, ...rest);
  }
}

function headOf(message: http.IncomingMessage): Head {
  const headers = Object.entries(message.headersDistinct).map(
    ([name, values]) => [name, [values].flat().join(', ')] as const,
  );
  return { status: Number(message.statusCode), headers: Object.fromEntries(headers) };
}
