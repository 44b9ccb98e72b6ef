import type http from 'node:http';
import { HttpClient } from '@actions/http-client';
import { Failure } from '../failure.ts';
import type { Trust } from '../identity.ts';
import type { Deadline } from './deadline.ts';
import { connectionFailure } from './failures.ts';
import { tlsOptions } from './tls.ts';

/** One request. Nothing in `what` is secret: it names the request in the log. */
export interface Request {
  /** What is being done, as the beginning of a sentence: `The login at cloud.example`. */
  readonly what: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for each attempt: a passcode is good once. */
  readonly body?: () => string;
  /** Told of each attempt's status and headers before its body is read, which may never come. */
  readonly received?: (head: Head) => void;
}

/** An answer's status and headers; names in lower case, several of one name joined by a comma and a space. */
export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer, its body as UTF-8 text. */
export interface Response extends Head {
  readonly body: string;
}

/** The one thing other rooms know of this one. */
export interface Http {
  /**
   * send gives the server's answer, whatever its status. It follows no redirect.
   * Throws a Failure when there is no answer: unreachable, untrusted, broken, too large, too late.
   */
  send(request: Request): Promise<Response>;
}

// Huawei's and Open Telekom Cloud's tokens pass 8 KiB; Node gives up at 16 KiB of headers.
const headerLimit = 256 * 1024;
// The largest catalogues are about 5 MiB.
const bodyLimit = 16 * 1024 * 1024;

/** createHttp gives the way to the network: every request, together with what it waits for, ends by the deadline. */
export function createHttp({ trust, deadline }: { trust: Trust; deadline: Deadline }): Http {
  return {
    send: (request) => deadline.bound(request.what, (signal) => exchange(request, trust, signal)),
  };
}

async function exchange(request: Request, trust: Trust, signal: AbortSignal): Promise<Response> {
  const { what, method, url, headers = {}, body, received } = request;
  try {
    const client = newClient(trust, signal);
    const { message } = await client.request(method, url.href, body?.() ?? null, {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...headers,
    });
    const head = headOf(message);
    received?.(head);
    return { ...head, body: await readBody(message, what) };
  } catch (error) {
    throw error instanceof Failure ? error : connectionFailure(what, url, error);
  }
}

function newClient(trust: Trust, signal: AbortSignal): HttpClient {
  const prepare = {
    prepareRequest(options: http.RequestOptions): void {
      const secure = tlsOptions(trust);
      Object.assign(options, secure, { maxHeaderSize: headerLimit, signal });
      if (typeof options.host === 'string') {
        options.host = options.host.replace(/^\[(.*)\]$/, '$1');
      }
      // Through a proxy the TLS connection is the tunnelling agent's, which reads its own options.
      if (typeof options.agent === 'object' && 'options' in options.agent) {
        Object.assign(options.agent.options ?? {}, secure);
      }
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
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headersDistinct)) {
    headers[name] = value?.join(', ') ?? '';
  }
  return { status: message.statusCode ?? 0, headers };
}

// The client's own readBody() never settles when a body is cut, and has no limit.
async function readBody(message: http.IncomingMessage, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > bodyLimit) {
      message.destroy();
      throw new Failure('answer-too-large', {
        message: `${what} was answered with more than ${bodyLimit / 1024 / 1024} MiB.`,
        advice: ['Check that `auth-url` is the Identity endpoint and not some other server.'],
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
