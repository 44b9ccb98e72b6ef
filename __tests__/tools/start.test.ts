import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sampleCloud } from '../../tools/embedded-keystone/cloud.ts';
import { type EmbeddedKeystone, startEmbeddedKeystone } from '../../tools/embedded-keystone.ts';

// npm start: the action as a user tries it at a cloud of theirs.

const [user] = sampleCloud.users;
const [project] = sampleCloud.projects;
const folder = mkdtempSync(join(tmpdir(), 'keystone-token-'));
let keystone: EmbeddedKeystone;
beforeAll(async () => {
  keystone = await startEmbeddedKeystone();
  writeFileSync(join(folder, 'ca.pem'), keystone.ca);
});
afterAll(async () => {
  await keystone.stop();
  rmSync(folder, { recursive: true });
});

async function start(variables: Record<string, string>): Promise<string> {
  const script = join(import.meta.dirname, '../../tools/start.ts');
  const env = { PATH: process.env['PATH'], HOME: folder, ...variables };
  return (await promisify(execFile)(process.execPath, [script], { env })).stdout;
}

test('reads what the action reads: other names of variables, and paths', async () => {
  const shown = await start({
    OS_AUTH_URL: keystone.authUrl,
    OS_USERNAME: user.name,
    OS_PASSWORD: user.password,
    OS_DEFAULT_DOMAIN: user.domain.id,
    OS_TENANT_NAME: project.name,
    OS_CACERT: '~/ca.pem',
  });
  expect(shown).toContain('at your cloud');
  expect(shown).toContain(`Project ${project.name} (${project.id})`);
  expect(shown).toMatch(/The job's summary, as Markdown\n {4}<h3>/);
  expect(shown).toContain('The same again');
  expect(shown).not.toContain(user.password);
});

test('reads a cloud of a clouds.yaml', async () => {
  const { name: username, password, domain } = user;
  const auth = { auth_url: keystone.authUrl, username, password, user_domain_id: domain.id, project_id: project.id };
  const file = join(folder, 'c.yaml');
  writeFileSync(file, JSON.stringify({ clouds: { ours: { auth, cacert: '~/ca.pem' }, other: {} } }));
  const shown = await start({ OS_CLOUD: 'ours', OS_CLIENT_CONFIG_FILE: file });
  expect(shown).toContain(`    project-id: ${project.id}\n`);
  expect(shown).toContain('The same again');
});
