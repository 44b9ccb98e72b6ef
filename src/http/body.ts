import type { IncomingMessage } from 'node:http';
import { type Duplex, pipeline, type Readable } from 'node:stream';
import { Failure } from '../failure.ts';

// The largest catalogues are about 5 MiB.
const limit = 8 * 1024 * 1024;

/**
 * readBody returns an answer's body as UTF-8 text. Where a server compresses unasked it is unpacked, and the limit counts
 * what comes out. Throws `answer-too-large`, `answer-unreadable`, and Node's error where the body is cut.
 *
 * http-client's own readBody() never settles when a body is cut, and has no limit.
 */
export async function readBody(message: IncomingMessage, what: string): Promise<string> {
  // Chunks may be of one byte each, and each a hundred times as large in memory: they are not kept.
  let bytes = Buffer.alloc(64 * 1024);
  let size = 0;
  for await (const chunk of await unpacked(message, what)) {
    if (size + chunk.length > limit) {
      throw new Failure('answer-too-large', {
        message: `${what} was answered with more than ${limit / 1024 / 1024} MiB.`,
        advice: ['Check that the URL is that of the service and not of some other server.'],
      });
    }
    if (size + chunk.length > bytes.length) {
      bytes = Buffer.concat([bytes], 2 * Math.max(bytes.length, chunk.length));
    }
    size += chunk.copy(bytes, size);
  }
  return bytes.toString('utf8', 0, size);
}

async function unpacked(message: IncomingMessage, what: string): Promise<Readable> {
  const encoding = message.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity') {
    return message;
  }
  const unpack = await unpacking(encoding);
  if (unpack === undefined) {
    throw new Failure('answer-unreadable', {
      message: `${what} was answered with a content encoding that was not asked for${named(encoding)}.`,
      reasons: ['A proxy or load balancer in between packs every answer.'],
      advice: ["Tell the service's operator."],
    });
  }
  // The error of either is thrown where the end of it is read.
  return pipeline(message, unpack, () => {});
}

// A server that repeats there what it was sent is not repeated here.
function named(encoding: string): string {
  return ['zstd', 'compress', 'x-compress'].includes(encoding) ? ` (${encoding})` : '';
}

// Loaded only when it is needed, which is rare, since `accept-encoding: identity` is asked for.
async function unpacking(encoding: string): Promise<Duplex | undefined> {
  const { createBrotliDecompress, createGunzip, createInflate } = await import('node:zlib');
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
