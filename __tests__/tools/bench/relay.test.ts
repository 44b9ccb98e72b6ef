import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { startRelay } from '../../../tools/bench/relay.ts';
import { serve } from '../../support/server.ts';

const ask = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent: false }, (response) => resolve(text(response))).on('error', reject);
  });

test('a relay counts connections and bytes, and starts anew when it is asked', async () => {
  await using server = await serve((_, response) => response.end('hello'));
  await using relay = await startRelay(server.port);
  expect([await ask(relay.port), await ask(relay.port)]).toEqual(['hello', 'hello']);
  const { connections, sent, received } = relay.take();
  expect(connections).toBe(2);
  expect(sent).toBeGreaterThan(2 * 'GET / HTTP/1.1'.length);
  expect(received).toBeGreaterThan(2 * 'HTTP/1.1 200 OK'.length);
  expect(relay.take()).toEqual({ connections: 0, sent: 0, received: 0 });
});

test('a server behind a relay is as far away as told: a round trip to connect, and one to ask', async () => {
  await using server = await serve((_, response) => response.end('hello'));
  await using relay = await startRelay(server.port, 100);
  const begin = performance.now();
  await ask(relay.port);
  expect(performance.now() - begin).toBeGreaterThan(195);
});
