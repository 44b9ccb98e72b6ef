import net from 'node:net';
import tls from 'node:tls';
import { hostOf, portOf } from './host.ts';
import type { Progress } from './progress.ts';
import { openTunnel } from './proxy.ts';
import type { Route } from './route.ts';
import { tlsOptions } from './tls.ts';
import { isUnknownIssuer } from './troubles/tls.ts';
import { type PeerTrust, trustOf } from './trusted.ts';

/**
 * connect returns a connection that is ready for a request: the TLS handshake is over, and nothing has been sent yet.
 * An issuer that is unknown is looked up among all that this machine trusts before giving up, as curl does.
 *
 * http-client's own tunnel is not used: it hides why a proxy refused, gives IP addresses as TLS server names, heeds no
 * signal, and has Node print deprecation warnings into the log.
 */
export async function connect(route: Route, signal: AbortSignal, progress: Progress): Promise<net.Socket> {
  try {
    return await reach(route, false, signal, progress);
  } catch (error) {
    if (!isUnknownIssuer(error)) {
      throw error;
    }
    return await reach(route, true, signal, progress);
  }
}

async function reach(
  { url, proxy, cloud }: Route,
  widened: boolean,
  signal: AbortSignal,
  progress: Progress,
): Promise<net.Socket> {
  let socket: net.Socket;
  if (proxy) {
    progress.stage = 'proxy';
    socket = await open(proxy.url, signal);
    if (proxy.url.protocol === 'https:') {
      socket = await secure(socket, proxy.url, trustOf(proxy.url, cloud), widened, signal);
    }
    await openTunnel(socket, proxy, url);
  } else {
    progress.stage = 'name';
    socket = await open(url, signal, () => {
      progress.stage = 'connection';
    });
  }
  if (url.protocol === 'https:') {
    progress.stage = 'tls';
    socket = await secure(socket, url, trustOf(url, cloud), widened, signal);
  }
  progress.stage = 'answer';
  return socket;
}

// Node's own 250 ms for each of a host's addresses are too short for a cloud on the other side of the world.
const addressLimit = 3000;

function open(url: URL, signal: AbortSignal, named: () => void = () => {}): Promise<net.Socket> {
  const host = hostOf(url);
  if (net.isIP(host) !== 0) {
    named();
  }
  const socket = net.connect({
    host,
    port: portOf(url),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressLimit,
  });
  socket.once('lookup', named);
  return ready(socket, 'connect', signal);
}

function secure(
  socket: net.Socket,
  url: URL,
  trust: PeerTrust,
  widened: boolean,
  signal: AbortSignal,
): Promise<net.Socket> {
  const host = hostOf(url);
  const secured = tls.connect({
    socket,
    host,
    // An IP address is no server name (RFC 6066).
    ...(net.isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
    ...tlsOptions(trust, widened),
  });
  return ready(secured, 'secureConnect', signal);
}

function ready(socket: net.Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<net.Socket> {
  signal.addEventListener('abort', () => socket.destroy(), { once: true });
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    // Not once: an error between here and the request's own listener must not become an uncaught one.
    socket.on('error', reject);
  });
}
