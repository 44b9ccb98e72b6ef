import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { spreadDomains } from '../../../../src/credentials/domains.ts';
import { gather } from '../../../../src/credentials/options.ts';
import { cloudsYaml } from '../../../../src/credentials/sources/clouds-yaml/clouds-yaml.ts';
import { Failure } from '../../../../src/failure.ts';
import { Secret } from '../../../../src/secret.ts';
import type { Case, Resolved } from './openstack-config/case.ts';
import { cases } from './openstack-config/cases.ts';

// What openstacksdk makes of the same files, as __tests__/real-keystone/openstack-config.test.ts recorded it.
const answers: Readonly<Record<string, Resolved>> = JSON.parse(
  readFileSync(new URL('openstack-config/answers.json', import.meta.url), 'utf8'),
);

const home = '/home/jo';
const silent = (): void => {};
const seal = (secret: string): Secret => new Secret(secret);
const text = (value: string | Secret): string => (typeof value === 'string' ? value : value.reveal());
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
      { ...(named && { cloud: named }), ...(region && { region: { value: region, from: 'input' } }) },
      { readFile, environment: { HOME: home, ...environment }, seal, info: silent, warning: silent },
    );
    const options = Object.entries(spreadDomains(gather(entries, seal)));
    return asOpenstackConfig(
      Object.fromEntries(options.map(([name, { value }]) => [name.replaceAll('-', '_'), text(value)])),
    );
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
  // The step expands it where it reads the file.
  const short = (path: string): string => path.replace(/^~/, '$HOME').replace(home, '$HOME');
  return {
    auth,
    auth_type,
    interface: side,
    region_name,
    verify: insecure === 'true' ? false : cacert === undefined ? true : short(cacert),
    cert: cert === undefined ? null : key === undefined ? short(cert) : [short(cert), short(key)],
  };
}

test('every case has a name of its own and a recorded answer', () => {
  expect(Object.keys(answers)).toEqual(cases.map(({ name }) => name));
});

describe('what openstack.config resolves', () => {
  test.each(cases.filter(({ differs }) => differs === undefined))('$name', async (given) => {
    const theirs = answers[given.name];
    const found = await ours(given);
    if (theirs && 'error' in theirs) {
      expect(found).toHaveProperty('error');
    } else {
      expect(found).toEqual(theirs);
    }
  });
});

describe('what openstack.config resolves otherwise', () => {
  test.each(cases.flatMap(({ differs, ...given }) => (differs ? { ...given, ...differs } : [])))(
    '$name: $because',
    async ({ ours: change, ...given }) => {
      const theirs = answers[given.name] ?? { error: 'none' };
      const found = await ours(given);
      expect(found).not.toEqual(theirs);
      if (typeof change === 'string') {
        expect(found).toEqual({ error: change });
      } else if (!('error' in theirs)) {
        expect(found).toEqual({ ...theirs, ...change, auth: { ...theirs.auth, ...change.auth } });
      } else {
        expect(found).toEqual(change);
      }
    },
  );
});
