import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { cloudsYaml } from '../../src/credentials/clouds-yaml.ts';
import { Failure } from '../../src/failure.ts';
import { Secret } from '../../src/secret.ts';
import type { Case } from './openstack-config/case.ts';
import { entryCases } from './openstack-config/entries.ts';
import { fileCases } from './openstack-config/files.ts';
import { profileCases } from './openstack-config/profiles.ts';
import { regionCases } from './openstack-config/regions.ts';

const cases = [...entryCases, ...regionCases, ...profileCases, ...fileCases];

// What openstacksdk itself makes of the same files. It needs Debian's python3-openstacksdk.
const script = fileURLToPath(new URL('openstack-config/resolve.py', import.meta.url));
const answers: Resolved[] = JSON.parse(
  execFileSync('/usr/bin/python3', [script], { input: JSON.stringify(cases), encoding: 'utf8' }),
);

type Resolved = { auth: Record<string, string>; [key: string]: unknown } | { error: string };

const home = '/home/jo';
const inHome = (text: string): string => text.replaceAll('$HOME', home);

async function ours({ files, env = {}, cloud, region }: Case): Promise<Resolved> {
  const texts = new Map(Object.entries(files).map(([path, text]) => [inHome(path), text]));
  const environment = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, inHome(text)]));
  const readFile = (path: string): string => {
    const text = texts.get(path);
    if (text === undefined) {
      throw new Error('ENOENT');
    }
    return text;
  };
  const named = cloud ?? environment['OS_CLOUD'];
  try {
    const entries = await cloudsYaml(
      { ...(named && { cloud: named }), inputs: region ? { 'region-name': { value: region, from: 'input' } } : {} },
      { readFile, environment: { HOME: home, ...environment }, seal: (text) => new Secret(text) },
    );
    return asOpenstackConfig(Object.fromEntries(entries.map(({ name, text }) => [name.replaceAll('-', '_'), text])));
  } catch (error) {
    if (error instanceof Failure) {
      return { error: error.code };
    }
    throw error;
  }
}

/** Our entries in the shape of openstack.config, with its defaults. */
function asOpenstackConfig({
  auth_type = 'password',
  interface: side = 'public',
  region_name = '',
  insecure,
  cacert,
  cert,
  key,
  ...auth
}: Record<string, string>): Resolved {
  const short = (path: string): string => path.replace(home, '$HOME');
  return {
    auth,
    auth_type,
    interface: side,
    region_name,
    verify: insecure === 'true' ? false : cacert === undefined ? true : short(cacert),
    cert: cert === undefined ? null : key === undefined ? short(cert) : [short(cert), short(key)],
  };
}

test('there are enough cases, each with a name of its own', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

describe('what openstack.config resolves', () => {
  test.each(cases.map((one, index) => ({ ...one, index })))('$name', async ({ index, differs, ...given }) => {
    const theirs = answers[index];
    const found = await ours(given);
    if (theirs === undefined) {
      throw new Error('no answer');
    }
    if (differs === undefined) {
      expect('error' in theirs ? 'error' in found : found).toEqual('error' in theirs ? true : theirs);
      return;
    }
    // A difference that is none any more must leave the table.
    expect(found).not.toEqual(theirs);
    expect(found).toEqual(expected(theirs, differs.ours));
  });
});

function expected(theirs: Resolved, change: NonNullable<Case['differs']>['ours']): unknown {
  if (typeof change === 'string') {
    return { error: change };
  }
  if ('error' in theirs) {
    return change;
  }
  const auth = { ...theirs.auth, ...(change['auth'] as Record<string, string> | undefined) };
  return { ...theirs, ...change, auth };
}
