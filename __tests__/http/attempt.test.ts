import dns from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, jest, test } from '@jest/globals';
import { answer, type Fault, FaultyServer, raw } from '../support/faulty-server.ts';
import { type Sending, send } from '../support/network.ts';

const head = 'HTTP/1.1 201 Created\r\n';

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** What comes of a request to a server that answers so; the last answer serves for all that follow. */
async function sent(faults: readonly Fault[], sending: Sending = {}) {
  await using server = await FaultyServer.start({ logins: faults });
  const result = await send(`http://127.0.0.1:${server.port}/v3`, sending).catch((error: unknown) => error);
  return { result, logins: server.logins, host: `127.0.0.1:${server.port}` };
}

test('sends the body in UTF-8', async () => {
  await using server = await FaultyServer.start({ logins: [answer(201)] });
  await send(`http://127.0.0.1:${server.port}/a?b=c`, {
    body: async () => '{"password":"pässwörd 🔑"}',
    headers: async () => ({ 'x-a': 'b' }),
  });
  const [{ method, path, headers, body } = { headers: new Map() }] = server.requests;
  expect({ method, path, body, a: headers.get('x-a') }).toEqual({
    method: 'POST',
    path: '/a?b=c',
    body: '{"password":"pässwörd 🔑"}',
    a: 'b',
  });
});

test.each(['GET', 'DELETE', 'HEAD'] as const)('%s sends no body', async (method) => {
  await using server = await FaultyServer.start({ logins: [answer(200)], revocation: answer(200) });
  await send(`http://127.0.0.1:${server.port}`, { method });
  expect(server.requests[0]).toMatchObject({ method, body: '' });
  expect(server.requests[0]?.headers.has('content-length')).toBe(false);
});

test.each([8, 64, 200])('carries headers of %d KiB', async (kibibytes) => {
  const token = 'M'.repeat(kibibytes * 1024);
  const { result } = await sent([answer(201, { 'X-Subject-Token': token })]);
  expect(result).toMatchObject({ headers: { 'x-subject-token': token } });
});

test('headers of more than 256 KiB are refused at once', async () => {
  const { result, logins, host } = await sent([answer(201, { 'X-Subject-Token': 'M'.repeat(300 * 1024) })]);
  expect(result).toMatchObject({
    code: 'answer-too-large',
    message: `The login failed: ${host} answered with headers of more than 256 KiB.`,
  });
  expect(logins).toBe(1);
});

test('several headers of one name are joined', async () => {
  const { result } = await sent([raw(`${head}X-Subject-Token: a\r\nX-Subject-Token: b\r\nContent-Length: 0\r\n\r\n`)]);
  expect(result).toMatchObject({ headers: { 'x-subject-token': 'a, b' } });
});

test('a body of 8 MiB is read, and of more not', async () => {
  const bytes = Buffer.alloc(8 * 1024 * 1024, 'x');
  expect((await sent([answer(201, {}, bytes)])).result).toMatchObject({ status: 201 });
  const { result, logins } = await sent([answer(201, {}, Buffer.concat([bytes, Buffer.from('x')]))]);
  expect(result).toMatchObject({
    code: 'answer-too-large',
    message: 'The login was answered with more than 8 MiB.',
    advice: ['Check that the URL is that of the service and not of some other server.'],
  });
  expect(logins).toBe(1);
});

test('a body in chunks of any size is put together', async () => {
  const sizes = [1, 65_535, 1, 70_000, 300_000, 3];
  const text = sizes.map((size, index) => String(index).repeat(size));
  const chunks = text.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  const { result } = await sent([raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)]);
  expect(result).toMatchObject({ body: text.join('') });
});

test('a body without end is refused', async () => {
  const endless: Fault = (socket) => {
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk)) {}
    };
    socket.on('drain', more);
    more();
  };
  expect((await sent([endless])).result).toMatchObject({ code: 'answer-too-large' });
});

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['identity', (text: string) => Buffer.from(text)],
  ['', (text: string) => Buffer.from(text)],
])('an answer that is packed unasked (%s) is unpacked', async (encoding, pack) => {
  const { result } = await sent([answer(201, { 'Content-Encoding': encoding }, pack('{"a":"ö"}'))]);
  expect(result).toMatchObject({ body: '{"a":"ö"}' });
});

test('a bomb is refused before it is unpacked', async () => {
  const mebibyte = gzipSync(Buffer.alloc(1024 * 1024));
  const bomb = Buffer.concat(Array.from({ length: 64 }, () => mebibyte));
  const { result } = await sent([answer(201, { 'Content-Encoding': 'gzip' }, bomb)]);
  expect(result).toMatchObject({ code: 'answer-too-large' });
});

test.each([
  ['zstd', ' (zstd).'],
  ['compress', ' (compress).'],
  ['X-Compress', ' (x-compress).'],
  ['gzip, gzip', '.'],
  ['what was sent', '.'],
])('an answer packed by %s is refused', async (encoding, end) => {
  const { result, logins } = await sent([answer(201, { 'Content-Encoding': encoding }, 'x')]);
  expect(result).toMatchObject({
    code: 'answer-unreadable',
    message: `The login was answered with a content encoding that was not asked for${end}`,
    reasons: ['A proxy or load balancer in between packs every answer.'],
    advice: ["Tell the service's operator."],
  });
  expect(logins).toBe(1);
});

test('a packed answer that is none is refused', async () => {
  const { result, logins } = await sent([answer(201, { 'Content-Encoding': 'gzip' }, 'this is no gzip')]);
  expect(result).toMatchObject({ code: 'answer-unreadable' });
  expect(logins).toBe(1);
});

test('a packed answer that is cut is tried again', async () => {
  const packed = gzipSync('{"a":1}'.repeat(1000));
  const cut = raw(
    Buffer.concat([
      Buffer.from(`${head}Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`),
      packed.subarray(0, packed.length - 20),
    ]),
  );
  const { result, logins } = await sent([cut, answer(201, {}, 'whole')]);
  expect({ result, logins }).toMatchObject({ result: { body: 'whole' }, logins: 2 });
});

test.each([
  ['a body that is cut', `${head}Content-Length: 20\r\n\r\nshort`],
  ['headers that are cut', `${head}X-Subject-`],
  ['no answer', ''],
])('%s is tried again', async (_, bytes) => {
  const { result, logins, host } = await sent([raw(bytes)]);
  expect(result).toMatchObject({
    code: 'connection-broken',
    message: `The login failed: ${host} closed the connection before its answer was complete. It was tried 5 times.`,
  });
  expect(logins).toBe(5);
  expect((await sent([raw(bytes), answer(201)])).result).toMatchObject({ status: 201 });
});

test('a connection that is reset is tried again', async () => {
  const reset: Fault = (socket) => socket instanceof net.Socket && socket.resetAndDestroy();
  expect((await sent([reset, answer(201)])).result).toMatchObject({ status: 201 });
});

test.each([
  ['something else than HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['a header that is none', `${head}foo bar\r\n\r\n`],
  ['a header with a lone carriage return', `${head}X-A: a\rb\r\nContent-Length: 0\r\n\r\n`],
  ['a header with a zero', `${head}X-A: a\0b\r\nContent-Length: 0\r\n\r\n`],
  ['two lengths', `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`],
  ['a length and chunks', `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
])('%s is no answer', async (_, bytes) => {
  const { result, host } = await sent([raw(bytes)]);
  expect(result).toMatchObject({
    code: 'connection-broken',
    message: `The login failed: the answer of ${host} is not HTTP. It was tried 5 times.`,
  });
});

test('chunks that are none are no answer', async () => {
  const { result } = await sent([raw(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)]);
  expect(result).toMatchObject({ code: 'connection-broken' });
});

test.each([
  ['nginx', 'The plain HTTP request was sent to HTTPS port'],
  ['Apache', "Reason: You're speaking plain HTTP to an SSL-enabled server port."],
  ['Go', 'Client sent an HTTP request to an HTTPS server.'],
])('a port that wants TLS, and says so as %s does', async (_, text) => {
  const { result, logins, host } = await sent([answer(400, {}, `<html>${text}</html>`)]);
  expect(result).toMatchObject({
    code: 'tls-failed',
    message: `The login failed: ${host} speaks TLS at that port, and \`auth-url\` begins with http://.`,
  });
  expect(logins).toBe(1);
  expect((await sent([answer(200, {}, text)])).result).toMatchObject({ status: 200, body: text });
});

test('interim answers are passed over', async () => {
  const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
  const heads: number[] = [];
  const { result } = await sent([raw(`${interim}${head}Content-Length: 2\r\n\r\nok`)], {
    received: ({ status }) => heads.push(status),
  });
  expect({ result, heads }).toMatchObject({ result: { status: 201, body: 'ok' }, heads: [201] });
});

test('an upgrade is no answer, and is not waited for', async () => {
  const upgrade = raw('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
  const { result } = await sent([upgrade]);
  expect(result).toMatchObject({ code: 'connection-broken' });
});

/** Has time pass when the test says so, and the network work as ever. */
function atLeisure(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
}

/** Has more time pass than a request may take here. */
function pass(): void {
  jest.advanceTimersByTime(3000);
}

test.each<[string, Fault, (() => void) | undefined, string]>([
  ['no answer', pass, undefined, 'has the request and did not answer it'],
  [
    'headers that drip',
    (socket, request) => {
      drip(head)(socket, request);
      pass();
    },
    undefined,
    'has the request and did not answer it',
  ],
  [
    'a body that stalls',
    (socket) => socket.write(`${head}Content-Length: 9\r\n\r\nabc`),
    pass,
    'began an answer and did not end it',
  ],
  ['a body that drips', drip(`${head}Content-Length: 99999\r\n\r\n`, 100), pass, 'began an answer and did not end it'],
])('%s is cut off by the deadline', async (_, fault, received, text) => {
  atLeisure();
  const { result, host } = await sent([fault], { seconds: 2, ...(received && { received }) });
  expect(result).toMatchObject({
    code: 'deadline-exceeded',
    message: `The login did not finish within the 2 s that the step may take: ${host} ${text}.`,
  });
});

/** Sends the beginning at once (but its end, unless told), and then a byte at a time. */
function drip(beginning: string, tail = 0): Fault {
  return (socket) => {
    socket.write(beginning.slice(0, tail === 0 ? -2 : undefined));
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  };
}

test('a handshake that hangs is cut off by the deadline, and its connection closed', async () => {
  const connect = jest.spyOn(tls, 'connect');
  const accept = (socket: net.Socket): boolean => {
    socket.on('data', pass);
    return false;
  };
  atLeisure();
  await using server = await FaultyServer.start({ logins: [], accept });
  await expect(send(`https://127.0.0.1:${server.port}`, { seconds: 2 })).rejects.toMatchObject({
    message: expect.stringContaining(`127.0.0.1:${server.port} did not finish the TLS handshake`),
  });
  expect(connect.mock.results).toEqual([{ type: 'return', value: expect.objectContaining({ destroyed: true }) }]);
});

test.each([
  ['http://127.0.0.1/v3', '127.0.0.1', 80],
  ['https://127.0.0.1/v3', '127.0.0.1', 443],
  ['http://[::1]:5000/v3', '::1', 5000],
])('%s is at the address %s and the port %d', async (url, host, port) => {
  const connect = jest.spyOn(net, 'connect').mockImplementation(() => {
    throw new Error('not in this test');
  });
  await send(url).catch(() => {});
  expect(connect).toHaveBeenCalledWith(expect.objectContaining({ host, port }));
});

test('a name that is not resolved is cut off by the deadline', async () => {
  jest.spyOn(dns, 'lookup').mockImplementation((() => setImmediate(pass)) as never);
  atLeisure();
  await expect(send('https://cloud.example', { seconds: 2 })).rejects.toMatchObject({
    message: expect.stringContaining('the name cloud.example was not resolved'),
  });
});

test('a connection that does not come about is cut off by the deadline', async () => {
  jest.spyOn(net.Socket.prototype, 'connect').mockReturnThis();
  setImmediate(pass);
  atLeisure();
  await expect(send('https://127.0.0.1:1', { seconds: 2 })).rejects.toMatchObject({
    message: expect.stringContaining('no connection to 127.0.0.1:1 came about'),
  });
});

test('a connection that does not come about is given up after fifteen seconds, five times', async () => {
  jest.spyOn(net.Socket.prototype, 'connect').mockReturnThis();
  atLeisure();
  const lines: string[] = [];
  const result = send('https://127.0.0.1:1', { seconds: 300, lines }).catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(75_000);
  expect(await result).toMatchObject({
    code: 'deadline-exceeded',
    message:
      'The login did not finish within the 15 s of an attempt: no connection to 127.0.0.1:1 came about. It was tried 5 times.',
  });
  expect(lines).toHaveLength(4);
});

test('advice names where the URL came from', async () => {
  const { result } = await sent([raw('nonsense\r\n\r\n')], { setting: '`discovery-endpoint`' });
  expect(result).toMatchObject({ advice: ['Check scheme and port of `discovery-endpoint`.'] });
  await expect(send('http://127.0.0.1:1', { setting: '`discovery-endpoint`' })).rejects.toMatchObject({
    advice: ['Check `discovery-endpoint`.'],
  });
  await expect(send('http://127.0.0.1:1')).rejects.toMatchObject({
    advice: [expect.stringMatching(/^Compare `auth-url` with /)],
  });
});

test.each<[string, Fault]>([
  ['that is answered', answer(201)],
  ['that hangs', pass],
  ['that is answered with too much', (socket) => socket.write(`${head}X-A: ${'x'.repeat(300 * 1024)}`)],
])('the connection of a request %s is closed', async (_, fault) => {
  let closed: Promise<unknown> = Promise.resolve();
  const accept = (socket: net.Socket): boolean => {
    closed = new Promise((resolve) => socket.once('close', resolve));
    return true;
  };
  atLeisure();
  await using server = await FaultyServer.start({ logins: [fault], accept });
  await send(`http://127.0.0.1:${server.port}`, { seconds: 2 }).catch(() => {});
  await closed;
});

test('a step that is cancelled waits for no answer', async () => {
  const cancellation = new AbortController();
  const asked: Fault = () => cancellation.abort();
  const { result } = await sent([asked], { cancelled: cancellation.signal });
  expect(result).toMatchObject({ code: 'cancelled' });
});

test('a step that is cancelled waits for an answer that may bring a token', async () => {
  const cancellation = new AbortController();
  const heads: unknown[] = [];
  const asked: Fault = (socket, request) => {
    cancellation.abort();
    setImmediate(() => answer(201, { 'X-Subject-Token': 'gAAAA' })(socket, request));
  };
  const received: Sending['received'] = ({ headers }) => heads.push(headers['x-subject-token']);
  const { result } = await sent([asked], { cancelled: cancellation.signal, received });
  expect({ result, heads }).toMatchObject({ result: { code: 'cancelled' }, heads: ['gAAAA'] });
});

test('a step that is cancelled does not wait for another attempt', async () => {
  const cancellation = new AbortController();
  const wait = async (_: number, signal: AbortSignal | undefined): Promise<void> => {
    cancellation.abort();
    expect(signal?.aborted).toBe(true);
    throw signal?.reason;
  };
  const { result, logins } = await sent([answer(503)], { cancelled: cancellation.signal, wait });
  expect({ result, logins }).toMatchObject({ result: { code: 'cancelled' }, logins: 1 });
});
