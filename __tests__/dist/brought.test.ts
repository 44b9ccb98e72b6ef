import { expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';

// What people bring and what cannot be read, at the built action: one annotation that knows what it is.

const login = { 'auth-url': 'https://cloud.example:5000/v3', username: 'jo', 'user-domain-id': 'd', 'project-id': 'p' };
const clouds = 'clouds: {a: {auth: {auth_url: "https://cloud.example:5000/v3", username: jo}}}';

test.each([
  [
    'an openrc for a clouds.yaml',
    { 'clouds-yaml': 'export OS_USERNAME=jo\nexport OS_PASSWORD=hunter2' },
    ['clouds-yaml-invalid', '`openrc`'],
  ],
  [
    'a clouds.yaml without line breaks',
    { 'clouds-yaml': 'clouds:   a:     auth: x' },
    ['clouds-yaml-invalid', 'one line'],
  ],
  [
    'an encrypted clouds.yaml',
    { 'clouds-yaml': `${clouds}\na:\n  password: ENC[AES256_GCM,data:hunter2]\n` },
    ['clouds-yaml-invalid', 'is encrypted'],
  ],
  ['a cloud that is nowhere', { cloud: 'a' }, ['cloud-unknown', 'the workspace', '/etc/openstack']],
  [
    'a certificate that was cut off',
    { ...login, password: 'hunter2', cacert: '-----BEGIN CERTIFICATE-----\\nMIIB' },
    ['input-invalid', 'cut off'],
  ],
  [
    'PKCS #12',
    { ...login, password: 'hunter2', cacert: Buffer.from(`302e020103${'00'.repeat(43)}`, 'hex').toString('base64') },
    ['input-invalid', 'PKCS12'],
  ],
])('%s', async (_, given, told) => {
  await using job = new Job();
  const { exitCode, annotations, log } = await job.run({ with: { ...given } });
  const errors = annotations.map(({ title, message }) => `${title} ${message}`);
  expect({ exitCode, errors: errors.length }).toEqual({ exitCode: 1, errors: 1 });
  for (const part of told) {
    expect(errors[0]).toContain(part);
  }
  expect(log).not.toContain('hunter2');
});
