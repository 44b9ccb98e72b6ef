import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newAuthority, newCertificate } from '../certificates.ts';
import { type Distributor, wantedDistributor } from '../distributor.ts';
import { freePort } from '../loopback.ts';
import { KeystoneClient } from './client.ts';
import { apacheConf, type Conf, keyRepositories, keystoneConf, type Place } from './configuration.ts';
import { type Distribution, installKeystone } from './distribution.ts';
import { type Planted, plant } from './plant.ts';
import { type Account, end, ended, isRunning, launch, serviceAccount } from './processes.ts';

export interface KeystoneOptions {
  /** Whose Keystone; by default the one that OPENSTACK_FROM names. */
  readonly from?: Distributor;
  /** Sections of keystone.conf, added to ours: `{ security_compliance: { lockout_failure_attempts: 3 } }`. */
  readonly conf?: Conf;
  /** Apache directives for both ports, such as a `<Location>` and the module behind it; told the origin over TLS. */
  readonly apache?: (origin: string) => string;
  /** Debian packages this one needs besides, such as `libapache2-mod-auth-openidc`. None may have a service. */
  readonly packages?: readonly string[];
}

/** What there is to know about a running Keystone. It survives JSON, so that another process can connect to it. */
export interface KeystoneFacts extends Planted {
  /** Whose Keystone it is, and which release. */
  readonly distribution: Pick<Distribution, 'from' | 'version'>;
  /** The versioned Identity URL, over TLS. */
  readonly authUrl: string;
  /** The same Keystone under a path prefix, as many clouds have it: `…/identity/v3`. */
  readonly prefixedAuthUrl: string;
  /** The same Keystone without TLS. */
  readonly plainAuthUrl: string;
  /** The path of the certificate authority's certificate, PEM. */
  readonly caFile: string;
  /** The password of the user `admin` in the domain `users`. */
  readonly adminPassword: string;
  /** The path of Apache's log, which is Keystone's too. */
  readonly logFile: string;
}

export interface ConnectedKeystone extends KeystoneFacts {
  /** The certificate authority's certificate, PEM. */
  readonly ca: string;
  /** A client without a token. */
  readonly anyone: KeystoneClient;
  /** The administrator: a client with a token for the project `admin`. */
  readonly admin: KeystoneClient;
}

export interface Keystone extends ConnectedKeystone, AsyncDisposable {
  /** stop ends the server's processes and removes its directory. */
  stop(): Promise<void>;
}

/**
 * startKeystone starts a real Keystone behind Apache on free loopback ports, seeded (seed.ts), with all that it needs
 * in a temporary directory of its own. What it needs is installed where it is missing.
 */
export async function startKeystone(options: KeystoneOptions = {}): Promise<Keystone> {
  const distribution = installKeystone(options.from ?? wantedDistributor(), options.packages);

  const directory = mkdtempSync(join(tmpdir(), 'keystone-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  const place = { distribution, directory, httpsPort: await freePort(), httpPort: await freePort() };
  const adminPassword = randomBytes(15).toString('base64url');
  const surroundings = {
    environment: {
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      OS_KEYSTONE_CONFIG_DIR: directory,
      OS_BOOTSTRAP_PASSWORD: adminPassword,
    },
    account: serviceAccount(),
    logFile: `${directory}/log`,
  };
  await furnish(place, options, surroundings.account);

  // Both take seconds to import Keystone, and do so side by side.
  const preparation = launch(
    distribution.python,
    [prepareScript, `${directory}/keystone.conf`, `${directory}/keystone.db`],
    surroundings,
  );
  const apache = launch('/usr/sbin/apache2', ['-D', 'FOREGROUND', '-f', `${directory}/apache.conf`], surroundings);
  const stop = async () => {
    await Promise.all([end(preparation), end(apache)]);
    remove();
    process.removeListener('exit', remove);
  };

  const access = {
    distribution,
    ...urls(place),
    caFile: `${directory}/ca.pem`,
    adminPassword,
    logFile: surroundings.logFile,
  };
  try {
    await Promise.all([ended(preparation), answers(access.plainAuthUrl, () => isRunning(apache))]);
    const connected = await connect(access);
    return { ...connected, ...(await plant(connected.admin, access.authUrl)), stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    const log = readFileSync(surroundings.logFile, 'utf8').slice(-4000);
    await stop();
    throw new Error(`Keystone did not start. The end of its log:\n${log}`, { cause: error });
  }
}

/** connect gives the clients of a running Keystone. */
export async function connect<Access extends Pick<KeystoneFacts, 'authUrl' | 'caFile' | 'adminPassword'>>(
  access: Access,
): Promise<Access & Pick<ConnectedKeystone, 'ca' | 'anyone' | 'admin'>> {
  const ca = readFileSync(access.caFile, 'utf8');
  const anyone = new KeystoneClient(access.authUrl, ca);
  const user = { name: 'admin', domain: { id: 'users' }, password: access.adminPassword };
  const token = await anyone.tokenFor({
    identity: { methods: ['password'], password: { user } },
    // Not for the system: Keystone takes several times as long to check such a token.
    scope: { project: { name: 'admin', domain: { id: 'users' } } },
  });
  return { ...access, ca, anyone, admin: anyone.withToken(token) };
}

const prepareScript = fileURLToPath(new URL('prepare.py', import.meta.url));

/** furnish writes the files that Apache and Keystone read, and hands the directory to the account that runs them. */
async function furnish(place: Place, { conf = {}, apache }: KeystoneOptions, account?: Account): Promise<void> {
  const ca = await newAuthority('keystone-token test authority');
  const server = await newCertificate(ca);
  const write = (name: string, text: string) => writeFileSync(join(place.directory, name), text, { mode: 0o600 });
  write('keystone.conf', keystoneConf(place, conf));
  write('apache.conf', apacheConf(place, apache?.(origin(place)) ?? ''));
  write('ca.pem', ca.cert);
  write('server.pem', server.cert);
  write('server.key', server.key);
  write('log', '');
  for (const repository of keyRepositories) {
    // What `keystone-manage fernet_setup` does: key 0 is staged, key 1 is in use.
    mkdirSync(join(place.directory, repository), { mode: 0o700 });
    write(`${repository}/0`, fernetKey());
    write(`${repository}/1`, fernetKey());
  }
  if (account !== undefined) {
    execFileSync('chown', ['--recursive', `${account.uid}:${account.gid}`, place.directory]);
  }
}

/** Source: the Fernet specification; 32 bytes, base64url with its padding. */
function fernetKey(): string {
  return `${randomBytes(32).toString('base64url')}=`;
}

function origin({ httpsPort }: Place): string {
  return `https://127.0.0.1:${httpsPort}`;
}

function urls(place: Place) {
  return {
    authUrl: `${origin(place)}/v3`,
    prefixedAuthUrl: `${origin(place)}/identity/v3`,
    plainAuthUrl: `http://127.0.0.1:${place.httpPort}/v3`,
  };
}

/** answers waits until a GET is answered with 200, as long as there is hope. */
async function answers(url: string, hope: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isServed(url))) {
    if (!hope() || Date.now() > deadline) {
      throw new Error(`${url} does not answer`);
    }
    await delay(50);
  }
}

async function isServed(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    return ok;
  } catch {
    return false;
  }
}
