import { FaultyProxy, type FaultyProxyOptions, refuse } from '../faulty-proxy.ts';
import { FaultyServer } from '../faulty-server.ts';
import { issue, login } from '../keystone.ts';
import { ca, certificate, good, host, type Row } from './scene.ts';

interface ProxyFault extends Omit<FaultyProxyOptions, 'routes'> {
  /** What `https_proxy` says. */
  readonly variable?: (port: number) => string;
}

/** A fault of a proxy, or none, on the way to the cloud. */
function proxied(fault: string, { variable = (port) => `http://localhost:${port}`, ...options }: ProxyFault): Row {
  return {
    fault,
    stays: async () => {
      const server = await FaultyServer.start({ tls: certificate, logins: [issue(good)] });
      const proxy = await FaultyProxy.start({ routes: { [`${host}:443`]: server.port }, ...options });
      return {
        with: { ...login, 'auth-url': `https://${host}/v3`, cacert: ca.cert },
        env: { https_proxy: variable(proxy.port) },
        server,
        servers: [server, proxy],
        names: { [`localhost:${proxy.port}`]: 'proxy.example:3128' },
      };
    },
  };
}

/** What proxies can do. */
export const proxies: readonly Row[] = [
  proxied('none: the proxy does its work', {}),
  proxied('a proxy that is spoken to over TLS, of the cloud’s own authority', {
    tls: certificate,
    variable: (port) => `https://localhost:${port}`,
  }),
  proxied('a proxy without a scheme', { variable: (port) => `localhost:${port}` }),
  proxied('a proxy with a user and a password', { variable: (port) => `http://alice:p%40ss@localhost:${port}` }),
  proxied('a password that is not percent-encoded', { variable: (port) => `http://alice:1234/p@ss@localhost:${port}` }),
  proxied('a scheme that is no proxy’s', { variable: () => 'socks5://proxy.example:1080' }),
  proxied('a proxy that is not there', { variable: () => 'http://127.0.0.1:1' }),
  proxied('a proxy with a name that has no address', { variable: () => 'http://proxy.invalid:3128' }),
  proxied('a proxy that says nothing', { fault: () => {} }),
  proxied('a proxy that hangs up', { fault: (socket) => socket.destroy() }),
  proxied('a proxy that wants a password (407)', { fault: refuse(407, 'Proxy-Authenticate: Basic realm="x"\r\n') }),
  proxied('a proxy that forbids it (403)', { fault: refuse(403) }),
  {
    fault: 'a proxy that opens connections to port 443 only, and a URL with http://',
    stays: async () => {
      const proxy = await FaultyProxy.start({ fault: refuse(403) });
      return {
        with: { ...login, 'auth-url': `http://${host}:5000/v3` },
        env: { http_proxy: `http://localhost:${proxy.port}` },
        servers: [proxy],
        names: { [`localhost:${proxy.port}`]: 'proxy.example:3128' },
      };
    },
  },
  proxied('a proxy that cannot reach the cloud (503)', { fault: refuse(503) }),
  proxied('a proxy that speaks no HTTP', { fault: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n') }),
  proxied('a proxy that closes the tunnel', { fault: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n') }),
];
