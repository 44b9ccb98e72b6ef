import { expect, test } from '@jest/globals';
import { accessRules } from '../../src/credentials/access-rules.ts';

const networks = { service: 'network', method: 'GET', path: '/v2.0/networks' };

test.each([
  [
    'YAML',
    '- {service: network, method: GET, path: /v2.0/networks}\n- service: compute\n  method: POST\n  path: /v2.1/servers\n',
  ],
  ['JSON', JSON.stringify([networks, { service: 'compute', method: 'POST', path: '/v2.1/servers' }])],
])('reads rules as %s', async (_, text) => {
  expect(await accessRules(text)).toEqual([networks, { service: 'compute', method: 'POST', path: '/v2.1/servers' }]);
});

test('takes the same rule once: Keystone takes no two', async () => {
  expect(await accessRules(JSON.stringify([networks, networks]))).toEqual([networks]);
});

test.each([
  ['[]', 'is no list, or an empty one'],
  ['{}', 'is no list, or an empty one'],
  ['network', 'is no list, or an empty one'],
  ['[network]', 'does not consist of'],
  ['[{service: network, method: GET}]', 'does not consist of'],
  ['[{method: GET, path: /a, x: b}]', 'does not consist of'],
  ['[{service: network, path: /a, x: b}]', 'does not consist of'],
  ['[{service: network, method: GET, x: /a}]', 'does not consist of'],
  ['[{service: network, method: GET, path: /a, id: b}]', 'does not consist of'],
  ['[{service: [network], method: GET, path: /a}]', 'does not consist of'],
  ['[{service: network, method: get, path: /a}]', '`method` (in capitals)'],
  ['[{service: network, method: GET, path: v2.0/networks}]', '`path` (from its slash on)'],
])('refuses %s', async (text, what) => {
  await expect(accessRules(text)).rejects.toMatchObject({
    code: 'input-invalid',
    message: expect.stringContaining(`The input \`credential-access-rules\` `),
  });
  await expect(accessRules(text)).rejects.toThrow(what);
});

test('refuses what is no YAML', async () => {
  await expect(accessRules('[{')).rejects.toMatchObject({
    code: 'input-invalid',
    message: expect.stringContaining('The input `credential-access-rules` is not valid YAML'),
    advice: expect.arrayContaining([expect.stringContaining('indentation')]),
  });
});
