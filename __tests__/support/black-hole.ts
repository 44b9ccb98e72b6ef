import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

/** An address on loopback that drops packets instead of refusing them, as a firewall does. */
export interface BlackHole extends AsyncDisposable {
  readonly port: number;
}

// It is stopped once it listens, so that it accepts nothing.
const listener = `
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    console.log(server.address().port);
  });
`;

/** openBlackHole makes one, out of a stopped process whose queue of connections is full: the kernel drops further ones. */
export async function openBlackHole(): Promise<BlackHole> {
  const child = spawn(process.execPath, ['--eval', listener], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  child.kill('SIGSTOP');
  const queued = await fill(port);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of queued) {
        socket.destroy();
      }
      await killed(child);
    },
  };
}

/** fill connects until a connection does not come about any more. */
async function fill(port: number): Promise<net.Socket[]> {
  const sockets: net.Socket[] = [];
  for (let connected = true; connected; ) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    connected = await Promise.race([once(socket, 'connect').then(() => true), later(100).then(() => false)]);
  }
  return sockets;
}

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}
