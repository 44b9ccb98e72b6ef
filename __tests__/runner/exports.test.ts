import { expect, test } from '@jest/globals';
import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import type { Session } from '../../src/identity.ts';
import type { Found } from '../../src/runner/exports/exporter.ts';
import { type ExportName, exporters } from '../../src/runner/exports/exports.ts';
import { Secret } from '../../src/secret.ts';
import { delegated, session, token } from '../support/session.ts';

function found(name: ExportName, from: Session): Found {
  return exporters[name](from, (file) => `/temp/${file}`);
}

function cloud(from: Session): unknown {
  const text = found('openstack', from).files['clouds.yaml'] ?? '';
  return Object(load(text, { schema: FAILSAFE_SCHEMA })).clouds['keystone-token'];
}

const private_ = { ca: '-----BEGIN CERTIFICATE-----', insecure: false };
const mutual = { insecure: false, client: { cert: 'CERT', key: new Secret('KEY') } };
const internal: Session = { ...session, endpoints: { ...session.endpoints, interfaces: ['internal', 'public'] } };
const nowhere: Session = {
  ...session,
  endpoints: { urls: new Map(), region: '', regions: [], interfaces: ['public'] },
};

test.each(['token', 'none'] as const)('%s adds nothing', (name) => {
  expect(found(name, session)).toEqual({ variables: {}, unwanted: {}, files: {} });
});

test('openstack has a token exchanged that can be', () => {
  expect(found('openstack', session).variables).toEqual({
    OS_CLIENT_CONFIG_FILE: '/temp/clouds.yaml',
    OS_CLOUD: 'keystone-token',
  });
  expect(cloud(session)).toEqual({
    auth_type: 'v3token',
    auth: { auth_url: 'https://cloud.example/v3', token: 'gAAAAtoken', project_id: 'p1' },
    region_name: 'RegionOne',
    interface: 'public',
    identity_api_version: '3',
  });
});

test.each([
  ['domain', { domain_id: 'd1' }],
  ['system', { system_scope: 'all' }],
  ['unscoped', {}],
] as const)('openstack keeps the scope: %s', (scope, expected) => {
  expect(cloud({ ...session, token: { ...token, scope } })).toMatchObject({
    auth: { auth_url: 'https://cloud.example/v3', token: 'gAAAAtoken', ...expected },
  });
});

test('openstack has a delegated token used as it is, at the endpoints', () => {
  expect(cloud(delegated)).toEqual({
    auth_type: 'admin_token',
    auth: { endpoint: 'https://cloud.example/v3', token: 'gAAAAtoken' },
    region_name: 'RegionOne',
    interface: 'public',
    identity_api_version: '3',
    identity_endpoint_override: 'https://cloud.example/v3',
    object_store_endpoint_override: 'https://store.example/v1/AUTH_p1',
    swift_endpoint_override: 'https://store.example/v1/AUTH_p1',
    container_infra_endpoint_override: 'https://magnum.example/%7Bx%7D',
  });
});

test('openstack carries the trust, the region and the interfaces along', () => {
  expect(cloud({ ...internal, trust: private_ })).toMatchObject({
    cacert: '/temp/cacert.pem',
    interface: ['internal', 'public'],
  });
  expect(found('openstack', { ...session, trust: private_ }).files['cacert.pem']).toBe(private_.ca);
  expect(cloud({ ...session, trust: { insecure: true } })).toMatchObject({ verify: 'false' });
  expect(cloud(nowhere)).not.toHaveProperty('region_name');
});

test('every export carries the certificate of a client along', () => {
  const files = { 'cert.pem': 'CERT', 'key.pem': 'KEY' };
  const paths = { OS_CERT: '/temp/cert.pem', OS_KEY: '/temp/key.pem' };
  const from = { ...session, trust: mutual };
  expect(cloud(from)).toMatchObject({ cert: '/temp/cert.pem', key: '/temp/key.pem' });
  expect(found('openstack', from)).toMatchObject({ files, unwanted: { OS_CERT: '', OS_KEY: '' } });
  expect(found('terraform', from)).toMatchObject({ files, variables: paths });
  expect(found('swift', from)).toMatchObject({
    files,
    variables: { ...paths, RCLONE_CLIENT_CERT: '/temp/cert.pem', RCLONE_CLIENT_KEY: '/temp/key.pem' },
  });
});

test('openstack leaves nothing in a region’s name to be filled in', () => {
  const odd = { ...session, endpoints: { ...session.endpoints, region: '{auth[token]} Zürich 🏔' } };
  expect(cloud(odd)).toMatchObject({ region_name: '{{auth[token]}} Zürich 🏔' });
  expect(found('openstack', odd).files['clouds.yaml']).toMatch(/^[\n -~]*$/);
});

test('openstack wants away what would beat the file, unless it says the same', () => {
  const { unwanted } = found('openstack', internal);
  expect(unwanted).toMatchObject({
    OS_AUTH_TYPE: '',
    OS_AUTH_URL: 'https://cloud.example/v3',
    OS_TOKEN: 'gAAAAtoken',
    OS_PROJECT_ID: 'p1',
    OS_REGION_NAME: 'RegionOne',
    OS_INTERFACE: 'internal',
    OS_IDENTITY_API_VERSION: '3',
    OS_TRUST_ID: '',
    OS_CACERT: '',
  });
  for (const harmless of ['OS_USERNAME', 'OS_PASSWORD', 'OS_USER_ID', 'OS_PROJECT_DOMAIN_NAME', 'OS_AUTH_TOKEN']) {
    expect(unwanted).not.toHaveProperty(harmless);
  }
  const { project: _, ...withoutProject } = token;
  const system: Session = { ...session, token: { ...withoutProject, scope: 'system' } };
  expect(found('openstack', system).unwanted).toMatchObject({ OS_PROJECT_ID: '' });
  expect(found('openstack', delegated).unwanted).toMatchObject({ OS_PROJECT_ID: '', OS_PROJECT_DOMAIN_NAME: '' });
});

test('terraform has the token used as it is', () => {
  const { variables, unwanted, files } = found('terraform', delegated);
  expect({ variables, files }).toEqual({
    variables: {
      OS_AUTH_URL: 'https://cloud.example/v3',
      OS_TOKEN: 'gAAAAtoken',
      OS_AUTH_TOKEN: 'gAAAAtoken',
      OS_REGION_NAME: 'RegionOne',
      OS_ALLOW_REAUTH: 'false',
    },
    files: {},
  });
  for (const scope of ['PROJECT', 'TENANT', 'DOMAIN', 'USER_DOMAIN', 'PROJECT_DOMAIN']) {
    expect(unwanted).toMatchObject({ [`OS_${scope}_ID`]: '', [`OS_${scope}_NAME`]: '' });
  }
  expect(unwanted).toMatchObject({ OS_CLOUD: '', OS_SYSTEM_SCOPE: '', OS_TRUST_ID: '', OS_IDENTITY_API_VERSION: '3' });
  for (const harmless of ['OS_USERNAME', 'OS_PASSWORD', 'OS_APPLICATION_CREDENTIAL_ID', 'OS_AUTH_TYPE']) {
    expect(unwanted).not.toHaveProperty(harmless);
  }
});

test('terraform carries the trust and the interface along, and does without a region', () => {
  expect(found('terraform', { ...internal, trust: private_ })).toMatchObject({
    variables: { OS_CACERT: '/temp/cacert.pem', OS_ENDPOINT_TYPE: 'internal', OS_INTERFACE: 'internal' },
    files: { 'cacert.pem': private_.ca },
  });
  expect(found('terraform', { ...session, trust: { insecure: true } }).variables).toMatchObject({
    OS_INSECURE: 'true',
  });
  const { variables, unwanted } = found('terraform', nowhere);
  expect(variables).not.toHaveProperty('OS_REGION_NAME');
  expect(unwanted).toMatchObject({ OS_REGION_NAME: '' });
});

test('swift has the storage URL and the token', () => {
  expect(found('swift', session)).toEqual({
    variables: {
      OS_STORAGE_URL: 'https://store.example/v1/AUTH_p1',
      OS_AUTH_TOKEN: 'gAAAAtoken',
      RCLONE_SWIFT_ENV_AUTH: 'true',
    },
    unwanted: { OS_CACERT: '', OS_CERT: '', OS_KEY: '' },
    files: {},
  });
});

test('swift carries the trust along', () => {
  expect(found('swift', { ...session, trust: private_ })).toMatchObject({
    variables: { OS_CACERT: '/temp/cacert.pem', RCLONE_CA_CERT: '/temp/cacert.pem' },
    files: { 'cacert.pem': private_.ca },
  });
  expect(found('swift', { ...session, trust: { insecure: true } }).variables).toMatchObject({
    SWIFTCLIENT_INSECURE: 'true',
    RCLONE_NO_CHECK_CERTIFICATE: 'true',
  });
});

const several: Session = {
  ...delegated,
  endpoints: { urls: new Map([['identity', 'x']]), region: '', regions: ['one', 'two'], interfaces: ['public'] },
};

test.each([
  ['swift', nowhere, /the endpoint of the object store/, /`region-name` and `interface`/],
  ['swift', several, /the endpoint of the object store/, /one of “one”, “two”/],
  ['openstack', { ...nowhere, token: delegated.token }, /the endpoints of the services/, /leave `catalog` out/],
  ['openstack', several, /the endpoints of the services/, /one of “one”, “two”/],
] as const)('%s is refused without the endpoints it needs', (name, from, message, advice) => {
  expect(() => found(name, from)).toThrow(
    expect.objectContaining({
      code: 'endpoint-missing',
      message: expect.stringMatching(message),
      advice: [expect.stringMatching(advice)],
    }),
  );
});

const applicationCredential = { id: 'ac1', name: 'x', secret: new Secret('ac-secret'), expiresAt: token.expiresAt };
const own: Session = { ...delegated, applicationCredential };

test('openstack has the job’s own application credential, whatever endpoints there are', () => {
  expect(cloud({ ...own, endpoints: nowhere.endpoints })).toEqual({
    auth_type: 'v3applicationcredential',
    auth: {
      auth_url: 'https://cloud.example/v3',
      application_credential_id: 'ac1',
      application_credential_secret: 'ac-secret',
    },
    interface: 'public',
    identity_api_version: '3',
  });
  expect(found('openstack', own).unwanted).toMatchObject({
    OS_TOKEN: '',
    OS_AUTH_TOKEN: '',
    OS_USERNAME: '',
    OS_PASSWORD: '',
    OS_AUTH_URL: 'https://cloud.example/v3',
    OS_APPLICATION_CREDENTIAL_ID: 'ac1',
    OS_APPLICATION_CREDENTIAL_NAME: '',
    OS_APPLICATION_CREDENTIAL_SECRET: 'ac-secret',
    OS_PROJECT_ID: '',
    OS_TRUST_ID: '',
    OS_SYSTEM_SCOPE: '',
  });
});

test('terraform has the job’s own application credential, by which it renews its token', () => {
  const { variables, unwanted } = found('terraform', own);
  expect(variables).toEqual({
    OS_AUTH_URL: 'https://cloud.example/v3',
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_APPLICATION_CREDENTIAL_ID: 'ac1',
    OS_APPLICATION_CREDENTIAL_SECRET: 'ac-secret',
    OS_REGION_NAME: 'RegionOne',
  });
  expect(unwanted).toMatchObject({
    OS_TOKEN: '',
    OS_AUTH_TOKEN: '',
    OS_ALLOW_REAUTH: 'true',
    OS_PASSWORD: '',
    OS_APPLICATION_CREDENTIAL_NAME: '',
    OS_PROJECT_ID: '',
  });
});

const keys = { accessKey: new Secret('AK'), secretKey: new Secret('SK') };
const objectStore = { keys, endpoint: 'https://s3.example' };

test('s3 has the keys and where they are good for', () => {
  expect(found('s3', { ...session, objectStore })).toEqual({
    variables: {
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: 'SK',
      AWS_ENDPOINT_URL_S3: 'https://s3.example',
      AWS_REGION: 'RegionOne',
      AWS_DEFAULT_REGION: 'RegionOne',
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
      RCLONE_S3_PROVIDER: 'Other',
      RCLONE_S3_ENV_AUTH: 'true',
      RCLONE_S3_ENDPOINT: 'https://s3.example',
      RCLONE_S3_REGION: 'RegionOne',
    },
    unwanted: { AWS_SESSION_TOKEN: '', AWS_SECURITY_TOKEN: '' },
    files: {},
  });
});

test('s3 has temporary keys with their token, and carries the trust along', () => {
  const temporary = { ...objectStore, keys: { ...keys, sessionToken: new Secret('ST') } };
  expect(found('s3', { ...session, objectStore: temporary, trust: { ...mutual, ...private_ } })).toMatchObject({
    variables: {
      AWS_SESSION_TOKEN: 'ST',
      RCLONE_S3_PROVIDER: 'HuaweiOBS',
      AWS_CA_BUNDLE: '/temp/cacert.pem',
      RCLONE_CA_CERT: '/temp/cacert.pem',
      RCLONE_CLIENT_CERT: '/temp/cert.pem',
      RCLONE_CLIENT_KEY: '/temp/key.pem',
    },
    files: { 'cacert.pem': private_.ca, 'cert.pem': 'CERT', 'key.pem': 'KEY' },
  });
  const { variables } = found('s3', { ...nowhere, objectStore, trust: { insecure: true } });
  expect(variables).toMatchObject({ RCLONE_NO_CHECK_CERTIFICATE: 'true', AWS_REGION: 'us-east-1' });
});

test('s3 needs an object store', () => {
  expect(() => found('s3', nowhere)).toThrow('`export: s3` needs the endpoint of the object store');
});
