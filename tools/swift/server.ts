import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newAuthority, newCertificate } from '../certificates.ts';
import { installMissing } from '../keystone/packages.ts';
import { end, isRunning, launch, serviceAccount } from '../keystone/processes.ts';
import type { KeystoneFacts } from '../keystone/server.ts';
import { type Place, proxyConf, storeConf, stores, swiftConf } from './configuration.ts';

/** A running Swift. */
export interface Swift extends AsyncDisposable {
  /** Where it is, over TLS: S3 is at its root, and an account's URL is `${origin}/v1/AUTH_${project}`. */
  readonly origin: string;
  /** The certificate authority's certificate, PEM. */
  readonly ca: string;
  /** The path of the file with what it prints. */
  readonly logFile: string;
}

/**
 * startSwift starts Debian's Swift on free loopback ports, in a temporary directory of its own, which takes the tokens and
 * the EC2 credentials of a Keystone: the Object Storage API, and S3 for the region. What it needs is installed where it is
 * missing.
 */
export async function startSwift(keystone: KeystoneFacts, region: string): Promise<Swift> {
  installMissing(['python3-swift', 'python3-keystonemiddleware']);
  const directory = mkdtempSync(join(tmpdir(), 'swift-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  const logFile = `${directory}/log`;
  const surroundings = {
    environment: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
    account: serviceAccount(),
    logFile,
  };
  const ca = await furnish({ directory, region }, keystone);
  if (surroundings.account !== undefined) {
    const { uid, gid } = surroundings.account;
    execFileSync('chown', ['--recursive', `${uid}:${gid}`, directory]);
  }
  const serve = join(import.meta.dirname, 'serve.py');
  const program = launch('/usr/bin/python3', [serve, directory], surroundings);
  const stop = async () => {
    await end(program);
    remove();
    process.removeListener('exit', remove);
  };
  try {
    const port = await portIn(`${directory}/port`, () => isRunning(program));
    return { origin: `https://127.0.0.1:${port}`, ca, logFile, [Symbol.asyncDispose]: stop };
  } catch (error) {
    const log = readFileSync(logFile, 'utf8').slice(-4000);
    await stop();
    throw new Error(`Swift did not start. The end of its log:\n${log}`, { cause: error });
  }
}

/** portIn waits for a port's number in a file, as long as there is hope, for a minute at most. */
async function portIn(file: string, hope: () => boolean): Promise<string> {
  const deadline = Date.now() + 60_000;
  while (!existsSync(file)) {
    if (!hope() || Date.now() > deadline) {
      throw new Error(`there is no ${file}`);
    }
    await delay(50);
  }
  return readFileSync(file, 'utf8');
}

/** furnish writes the files that Swift reads, and returns the certificate of its authority. */
async function furnish(place: Place, keystone: KeystoneFacts): Promise<string> {
  const ca = await newAuthority('swift test authority');
  const server = await newCertificate(ca);
  const write = (name: string, text: string) => writeFileSync(join(place.directory, name), text, { mode: 0o600 });
  write('swift.conf', swiftConf());
  for (const store of stores) {
    write(`${store}.conf`, storeConf(store, place));
  }
  write('proxy.conf', proxyConf(place, keystone));
  write('server.pem', server.cert);
  write('server.key', server.key);
  write('log', '');
  return ca.cert;
}
