import { once } from 'node:events';
import net from 'node:net';
import { openBlackHole } from '../black-hole.ts';
import { type Fault, type FaultyServerOptions, raw } from '../faulty-server.ts';
import { issue, login } from '../keystone.ts';
import { answered, created, good, host, type Row, serverScene } from './scene.ts';

/** A fault of a connection before anything is read from it. */
function connected(fault: string, faulty: (socket: net.Socket) => void): Row {
  const failing = (times: number): FaultyServerOptions => {
    let connections = 0;
    const accept = (socket: net.Socket): boolean => {
      connections += 1;
      if (connections <= times) {
        faulty(socket);
      }
      return connections > times;
    };
    return { logins: [issue(good)], accept };
  };
  return {
    fault,
    stays: () => serverScene(failing(Number.POSITIVE_INFINITY)),
    passes: () => serverScene(failing(1)),
  };
}

/** A fault in a cloud's answer that only the deadline ends; an attempt's own limit is too long for a test. */
function hanging(fault: string, faulty: Fault, tokens: readonly string[] = []): Row {
  return { fault, stays: () => serverScene({ logins: [faulty] }), tokens };
}

async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function drip(beginning: string): Fault {
  return (socket) => {
    socket.write(beginning);
    const timer = setInterval(() => socket.write('x'), 50);
    socket.on('close', () => clearInterval(timer));
  };
}

function stopped(beginning: string): Fault {
  return (socket) => {
    socket.write(beginning);
  };
}

/** What a network can do. */
export const network: readonly Row[] = [
  {
    fault: 'the host name has no address',
    stays: async () => ({
      with: { ...login, 'auth-url': 'https://cloud.invalid/v3' },
      servers: [],
      names: { 'cloud.invalid': host },
    }),
  },
  {
    fault: 'nothing listens at the port',
    stays: async () => {
      const port = await closedPort();
      return {
        with: { ...login, 'auth-url': `http://127.0.0.1:${port}/v3` },
        servers: [],
        names: { [`127.0.0.1:${port}`]: host },
      };
    },
  },
  {
    fault: 'packets are dropped (a firewall)',
    stays: async () => {
      const hole = await openBlackHole();
      return {
        with: { ...login, 'auth-url': `https://127.0.0.1:${hole.port}/v3` },
        servers: [hole],
        names: { [`127.0.0.1:${hole.port}`]: host },
      };
    },
  },
  connected('the connection is reset', (socket) => socket.resetAndDestroy()),
  connected('the connection is closed without a word', (socket) => socket.destroy()),
  hanging('the request is read and never answered', () => {}),
  answered('the connection is closed after the request', (socket) => socket.destroy()),
  hanging('the headers drip, a byte at a time', drip(created)),
  hanging('the body stalls', stopped(`${created}Content-Length: 100\r\n\r\n{`)),
  hanging('the body drips', drip(`${created}Content-Length: 100000\r\n\r\n`)),
  answered('the body is cut', raw(`${created}Content-Length: 100\r\n\r\n{`)),
  answered(
    'the body is cut, after a token was issued',
    raw(`${created}X-Subject-Token: gAAAAA-cut\r\nContent-Length: 100\r\n\r\n{`),
    ['gAAAAA-cut'],
  ),
  hanging(
    'the body stalls, after a token was issued',
    stopped(`${created}X-Subject-Token: gAAAAA-stalled\r\nContent-Length: 100\r\n\r\n{`),
    ['gAAAAA-stalled'],
  ),
];
