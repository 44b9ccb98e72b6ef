import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { builtInNames, builtInProfile } from '../../../../src/credentials/sources/clouds-yaml/profiles.ts';
import { emptyMapping, isList, isMapping, leafOf } from '../../../../src/credentials/sources/clouds-yaml/tree.ts';
import { resolve } from './surroundings.ts';

test.each(builtInNames)('%s alone gives a URL to log in at', async (cloud) => {
  const { 'auth-url': authUrl = '', ...rest } = await resolve({ cloud });
  const url = new URL(authUrl);
  expect(url).toMatchObject({ protocol: 'https:', username: '', search: '', hash: '' });
  expect(url.pathname).toMatch(/^(\/|(\/[a-z]+)*\/v3\/?)$/);
  expect(Object.keys(rest).every((name) => /^(user|project)-domain-name$|^region-name$/.test(name))).toBe(true);
});

test.each([
  ['ovh', 'https://ovhcloud.com'],
  ['ovh', 'https://ovhcloud.com/'],
  ['vexxhost', 'https://vexxhost.com'],
])('%s is what openstacksdk would fetch from %s', (name, site) => {
  expect(builtInProfile(site)).toBeDefined();
  expect(builtInProfile(site)).toEqual(builtInProfile(name));
});

test.each([
  ['betacloud', 'the cloud has ceased business'],
  ['ibmcloud', 'the cloud has been shut down'],
  ['internap', 'the cloud has been shut down; its company is now HorizonIQ'],
  [
    'rackspace',
    'it speaks Identity v2.0 only; for Rackspace Flex, take rackspace-dfw3, rackspace-iad3 or rackspace-sjc3',
  ],
  ['ultimum', 'the cloud has ceased business'],
  ['unitedstack', 'the cloud has been shut down'],
])('%s says why it is closed', (name, reason) => {
  expect(() => builtInProfile(name)).toThrow(`The profile ${name} cannot be used: ${reason}.`);
  expect(builtInNames).not.toContain(name);
});

test('docs/clouds/README.md has the same table', () => {
  const page = readFileSync(new URL('../../../../docs/clouds/README.md', import.meta.url), 'utf8');
  const rows = Array.from(
    page.matchAll(/^\| `(.+)` \| .+ \| (\S+) \| (.*?) ?\| (.*?) ?\|$/gm),
    ([, ...cells]) => cells,
  );
  expect(rows).toEqual(
    builtInNames.map((name) => {
      const profile = builtInProfile(name) ?? emptyMapping;
      const auth = profile.get('auth');
      const regions = profile.get('regions');
      const texts = isList(regions) ? regions.map((region) => leafOf(region)?.text) : [];
      const of = (key: string): string => (isMapping(auth) ? (leafOf(auth.get(key))?.text ?? '') : '');
      return [name, of('auth-url'), texts.join(', '), of('user-domain-name')];
    }),
  );
});
