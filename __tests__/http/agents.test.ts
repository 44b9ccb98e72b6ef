import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { type Certificate, newAuthority, newCertificate } from '../../tools/certificates.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { type Fault, FaultyServer } from '../support/faulty-server.ts';
import { type Sender, sender } from '../support/network.ts';

// One connection for all requests to a server, and what becomes of a request on one that the server has closed.

let ca: Certificate;
let certificate: Certificate;

beforeAll(async () => {
  ca = await newAuthority('an authority');
  certificate = await newCertificate(ca, { names: ['localhost', 'cloud.example'] });
});

/** Answers, and keeps the connection. */
const answered: Fault = (socket) => socket.write('HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello');
const closed: Fault = (socket) => socket.end();
const destroyed: Fault = (socket) => socket.destroy();

/** A server that does so with one request after the other, over TLS or without, and a way to ask it. */
async function network(scheme: string, faults: readonly Fault[], given: Sender = {}) {
  let connections = 0;
  const accept = (): boolean => {
    connections += 1;
    return true;
  };
  const tls = scheme === 'https' ? { tls: certificate } : {};
  const server = await FaultyServer.start({ ...tls, accept, logins: faults });
  const lines: string[] = [];
  return {
    ask: sender(`${scheme}://localhost:${server.port}/v3`, { trust: { ca: ca.cert }, lines, ...given }),
    lines,
    count: () => ({ connections, requests: server.requests.length }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const schemes = ['http', 'https'];

test.each(schemes)('one connection serves all requests: %s', async (scheme) => {
  await using net = await network(scheme, [answered]);
  for (const method of ['GET', 'POST', 'POST'] as const) {
    expect(await net.ask({ method })).toMatchObject({ status: 201 });
  }
  expect(net.count()).toEqual({ connections: 1, requests: 3 });
});

test('requests at the same time have a connection each', async () => {
  await using net = await network('http', [answered]);
  await Promise.all([net.ask(), net.ask()]);
  await Promise.all([net.ask(), net.ask()]);
  expect(net.count()).toEqual({ connections: 2, requests: 4 });
});

const endings = schemes.flatMap((scheme) => [
  { scheme, name: 'ends the connection', fault: closed },
  { scheme, name: 'breaks the connection off', fault: destroyed },
]);

test.each(endings)('a request on a kept connection goes over a new one when the server $name: $scheme', async (way) => {
  await using net = await network(way.scheme, [answered, way.fault, answered]);
  expect(await net.ask()).toMatchObject({ status: 201 });
  expect(await net.ask()).toMatchObject({ status: 201, body: 'hello' });
  expect({ ...net.count(), lines: net.lines }).toEqual({ connections: 2, requests: 3, lines: [] });
});

test.each(endings)('a request on a new connection is not repeated without a word: $name, $scheme', async (way) => {
  await using net = await network(way.scheme, [way.fault, answered]);
  expect(await net.ask()).toMatchObject({ status: 201 });
  expect({ ...net.count(), lines: net.lines }).toEqual({
    connections: 2,
    requests: 2,
    lines: [expect.stringMatching(/closed the connection before its answer was complete\. Attempt 2 follows/)],
  });
});

test.each(schemes)('nor is one of which a byte of an answer came: %s', async (scheme) => {
  await using net = await network(scheme, [answered, (socket) => socket.end('H'), answered]);
  await net.ask();
  expect(await net.ask()).toMatchObject({ status: 201 });
  expect({ ...net.count(), lines: net.lines.length }).toEqual({ connections: 2, requests: 3, lines: 1 });
});

test('it goes over a new one but once without a word, however many there are', async () => {
  await using net = await network('http', [answered, answered, destroyed, destroyed, answered]);
  await Promise.all([net.ask(), net.ask()]);
  expect(await net.ask()).toMatchObject({ status: 201 });
  expect({ ...net.count(), lines: net.lines.length }).toEqual({ connections: 4, requests: 5, lines: 1 });
});

test.each(schemes)('what a server says while nobody asks is no answer to the next request: %s', async (scheme) => {
  const closed = Promise.withResolvers<void>();
  const late: Fault = (socket, request) => {
    answered(socket, request);
    socket.once('close', () => closed.resolve());
    setTimeout(() => socket.end('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'), 10);
  };
  await using net = await network(scheme, [late, answered]);
  await net.ask();
  await closed.promise;
  expect(await net.ask()).toMatchObject({ status: 201 });
  expect({ ...net.count(), lines: net.lines }).toEqual({ connections: 2, requests: 2, lines: [] });
});

test('a request that is cut off is not sent again', async () => {
  await using net = await network('http', [answered, () => {}], { seconds: 0.3 });
  await net.ask();
  await expect(net.ask()).rejects.toMatchObject({
    code: 'deadline-exceeded',
    message: expect.stringMatching(/ has the request and did not answer it\.$/),
  });
  await sleep(20);
  expect(net.count()).toEqual({ connections: 1, requests: 2 });
});

test('an attempt that has lasted too long is followed by another with a word, and by no other', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const faults: Fault[] = [answered, () => jest.advanceTimersByTime(61_000), answered];
  await using net = await network('http', faults, { seconds: 300 });
  await net.ask();
  const { status } = await net.ask().finally(() => jest.useRealTimers());
  await sleep(50);
  expect({ status, ...net.count(), lines: net.lines }).toEqual({
    status: 201,
    connections: 2,
    requests: 3,
    lines: [expect.stringMatching(/ has the request and did not answer it\. Attempt 2 follows/)],
  });
});

test('a proxy is asked for one connection', async () => {
  const server = await FaultyServer.start({ tls: certificate, logins: [answered] });
  await using _ = server;
  await using proxy = await FaultyProxy.start({ routes: { 'cloud.example:443': server.port } });
  const environment = { ...process.env };
  process.env['https_proxy'] = `http://localhost:${proxy.port}`;
  try {
    const ask = sender('https://cloud.example/v3', { trust: { ca: ca.cert } });
    await ask();
    await ask();
  } finally {
    process.env = environment;
  }
  expect({ connects: proxy.connects.length, requests: server.requests.length }).toEqual({ connects: 1, requests: 2 });
});
