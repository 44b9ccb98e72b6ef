import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Conf } from '../../tools/keystone/configuration.ts';
import { fenceUnder } from '../support/markdown.ts';

/** The hosts of a test, in place of the guide's. */
export interface Hosts {
  /** Keystone's, for `https://cloud.example:5000`. */
  readonly origin: string;
  /** GitHub's issuer, for `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** The path of the certificate authority of the issuer. */
  readonly caFile: string;
}

const guide = readFileSync(join(import.meta.dirname, '../../docs/secretless.md'), 'utf8');

/** fenceIn gives a fenced block of docs/secretless.md: the one of a language, counted from 0, under a heading. */
export function fenceIn(heading: string, language: string, position = 0): string {
  return fenceUnder(heading, guide, language, position);
}

/** withHosts gives a text of the guide with the hosts of a test. */
export function withHosts(text: string, { origin, issuer, caFile }: Hosts): string {
  return text
    .replaceAll('https://token.actions.githubusercontent.com', issuer)
    .replaceAll('https://cloud.example:5000', origin)
    .replaceAll('/etc/ssl/certs/github-enterprise.pem', caFile);
}

/** parseConf gives the sections of a keystone.conf. */
export function parseConf(ini: string): Conf {
  const conf: Record<string, Record<string, string>> = {};
  let section: Record<string, string> = {};
  for (const line of ini.split('\n')) {
    const [, heading] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
    if (heading !== undefined) {
      section = {};
      conf[heading] = section;
    } else if (key !== undefined && value !== undefined) {
      section[key] = value;
    }
  }
  return conf;
}

/** What a command came to. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** shell runs commands of the guide in a directory, each of which must succeed for the next to be run. */
export async function shell(
  commands: string,
  directory: string,
  variables: Readonly<Record<string, string>>,
): Promise<Ended> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: directory,
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
}
