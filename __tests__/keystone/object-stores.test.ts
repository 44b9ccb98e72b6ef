import { expect, test } from '@jest/globals';
import { checkObjectStore, hasSecurityTokens, s3Endpoint } from '../../src/keystone/object-stores.ts';
import { session } from '../support/session.ts';

test.each([
  ['https://msk.cloud.vk.com/infra/identity/v3/', 'VK Cloud', /Object Storage → Account/],
  ['https://infra.mail.ru:5000/v3/', 'VK Cloud', /Account/],
  ['https://cloud.api.selcloud.ru/identity/v3', 'Selectel', /service user/],
  ['https://identity.compute.cloud.switch.ch/v3', 'SWITCH Cloud', /portal/],
])('refuses S3 where keys are not Keystone’s, and says whose they are: %s', (url, cloud, advice) => {
  const checked = () => checkObjectStore(new URL(url));
  expect(checked).toThrow(`\`export: s3\` cannot be had on ${cloud}: its object store takes no keys`);
  expect(checked).toThrow(expect.objectContaining({ code: 's3-unavailable', advice: [expect.stringMatching(advice)] }));
});

test.each(['https://cloud.example/v3', 'https://notmail.ru/v3', 'https://iam.eu-de.otc.t-systems.com/v3'])(
  'lets others be: %s',
  (url) => {
    expect(() => checkObjectStore(new URL(url))).not.toThrow();
  },
);

test.each([
  ['https://iam.eu-de.otc.t-systems.com/v3', true],
  ['https://iam.cn-north-4.myhuaweicloud.com/v3', true],
  ['https://iam.eu-west-101.myhuaweicloud.eu/v3', true],
  ['https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3', true],
  ['https://cloud.example/v3', false],
  ['https://otc.t-systems.com.example/v3', false],
])('knows the clouds with temporary access keys: %s', (url, expected) => {
  expect(hasSecurityTokens(new URL(url))).toBe(expected);
});

test.each([
  [{ s3: 'https://s3', object: 'https://obs', 'object-store': 'https://swift/v1/AUTH_p' }, 'https://s3'],
  [{ object: 'https://obs', 'object-store': 'https://swift/v1/AUTH_p' }, 'https://obs'],
  [{ 'object-store': 'https://swift:8080/v1/AUTH_p' }, 'https://swift:8080'],
  [{ 'object-store': 'no URL' }, undefined],
  [{ compute: 'https://nova' }, undefined],
])('finds the object store in the catalogue: %j', (urls, expected) => {
  expect(s3Endpoint({ ...session.endpoints, urls: new Map(Object.entries(urls)) })).toBe(expected);
});
