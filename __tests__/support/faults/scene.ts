import { newAuthority, newCertificate } from '../../../tools/certificates.ts';
import { answer, type Fault, FaultyServer, type FaultyServerOptions } from '../faulty-server.ts';
import { described, issue, login } from '../keystone.ts';

/** The servers of a fault, and what the step is given. */
export interface Scene {
  readonly with: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The cloud, where there is one. */
  readonly server?: FaultyServer;
  readonly servers: readonly AsyncDisposable[];
  /** What lies in the workspace. */
  readonly files?: Readonly<Record<string, string>>;
  /** What stands in for ports and addresses in the table. */
  readonly names: Readonly<Record<string, string>>;
}

/** A thing that goes wrong. */
export interface Row {
  readonly fault: string;
  /** The scene in which it stays so. */
  readonly stays: () => Promise<Scene>;
  /** The scene in which all is well after a first time. */
  readonly passes?: () => Promise<Scene>;
  /** The tokens that the cloud issues on the way, beside the good one. */
  readonly tokens?: readonly string[];
}

/** The cloud's name in the table. */
export const host = 'cloud.example';
/** The token of a cloud that is well. */
export const good = 'gAAAAA-good';
/** The beginning of an answer that accepts a login. */
export const created = 'HTTP/1.1 201 Created\r\n';

export const ca = await newAuthority('the cloud’s own authority');
export const certificate = await newCertificate(ca, { names: ['localhost', host] });

/** serverScene gives a scene with one server, and inputs beside those of its login. */
export async function serverScene(
  options: FaultyServerOptions,
  given: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  const server = await FaultyServer.start(options);
  const address = options.address?.includes(':') ? `[${options.address}]` : 'localhost';
  const origin = `${options.tls ? 'https' : 'http'}://${address}:${server.port}`;
  return {
    with: { ...login, 'auth-url': `${origin}/v3`, ...given },
    server,
    servers: [server],
    names: { [`${address}:${server.port}`]: host, localhost: host },
  };
}

/** answered gives the row of a fault in a cloud's answer to a login. */
export function answered(fault: string, faulty: Fault, tokens: readonly string[] = []): Row {
  return {
    fault,
    stays: () => serverScene({ logins: [faulty] }),
    passes: () => serverScene({ logins: [faulty, issue(good)] }),
    tokens,
  };
}

/** conclusive gives the row of one that is met once; it has time, because what is sent may be large. */
export function conclusive(fault: string, faulty: Fault, tokens: readonly string[] = []): Row {
  return { ...answered(fault, faulty, tokens), stays: () => serverScene({ logins: [faulty] }, { timeout: '20' }) };
}

/** keystoneError answers as Keystone does when it refuses. */
export function keystoneError(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Fault {
  const body = JSON.stringify({ error: { code: status, message, title: 'Error' } });
  return answer(status, { 'Content-Type': 'application/json', ...headers }, body);
}

/** token issues a token of which other things are said than usual. */
export function token(id: string, said: object): Fault {
  return answer(201, { 'X-Subject-Token': id }, JSON.stringify({ token: { ...described, ...said } }));
}

/** The body that describes a token. */
export const whole = JSON.stringify({ token: described });
