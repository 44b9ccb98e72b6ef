import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runWorkflow, type WorkflowResult } from '../../tools/act.ts';
import { goProgram } from '../../tools/go.ts';
import { installMissing } from '../../tools/keystone/packages.ts';
import { virtualEnvironment } from '../../tools/python/environment.ts';
import { fencesOf } from '../../tools/workflows/fences.ts';
import { workflowOf } from '../../tools/workflows/workflow.ts';
import { type Federation, startFederation } from '../real-keystone/federated.ts';
import { startWorkingCloud, type WorkingCloud } from '../real-keystone/working-cloud.ts';
import { fenceUnder } from '../support/markdown.ts';

// The examples of the documentation, run by nektos/act with the tools they name. Of each only what names a cloud is
// replaced: its URL, its region, its users' domain.

type Variables = Readonly<Record<string, string>>;

let federation: Federation;
let cloud: WorkingCloud;
let directory: string;
let path: readonly string[];

beforeAll(async () => {
  installMissing(['rclone', 'jq', 'curl']);
  path = [join(virtualEnvironment('clients'), 'bin'), dirname(goProgram('tofu'))];
  federation = await startFederation();
  cloud = await startWorkingCloud(federation.options);
  await federation.establish(cloud.keystone);
  directory = mkdtempSync(join(tmpdir(), 'examples-'));
  writeFileSync(join(directory, 'ca.pem'), cloud.ca);
  writeFileSync(
    join(directory, 'tofurc'),
    `provider_installation {
  dev_overrides {
    "terraform-provider-openstack/openstack" = "${dirname(goProgram('terraform-provider-openstack'))}"
  }
}
`,
  );
}, 3_600_000);

afterAll(async () => {
  await cloud?.[Symbol.asyncDispose]();
  await federation?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const page = (name: string) => read(join('../..', name));

/** example returns an example of a page at the cloud of this test. */
function example(name: string, heading: string, position = 0): string {
  return localized(fenceUnder(heading, page(name), 'yaml', position));
}

/** firstExample returns a page's first example likewise. */
function firstExample(name: string): string {
  const [yaml] = fencesOf(page(name)).filter(({ language }) => language === 'yaml');
  return localized(yaml?.text ?? '');
}

function localized(yaml: string): string {
  return yaml
    .replace(/^ *region-name: .*\n/gm, '')
    .replace(
      /^( *)auth-url: .*$/gm,
      `$1auth-url: ${cloud.keystone.authUrl}\n$1cacert: ${join(directory, 'ca.pem')}\n$1region-name: ${cloud.region}`,
    )
    .replace(/user-domain-name: .*$/gm, 'user-domain-name: users');
}

function openrc(): string {
  const { authUrl, projects, users } = cloud.keystone;
  return `export OS_AUTH_URL=${authUrl}
export OS_CACERT=${join(directory, 'ca.pem')}
export OS_USERNAME=${users.deployer.name}
export OS_USER_DOMAIN_NAME=users
export OS_PROJECT_ID=${projects.production.id}
`;
}

function cloudsYaml(): object {
  const { authUrl, projects, users } = cloud.keystone;
  const { id, password } = users.deployer;
  return {
    auth: { auth_url: authUrl, user_id: id, password, project_id: projects.production.id },
    cacert: join(directory, 'ca.pem'),
  };
}

/** The repository's files are there only after a checkout, which the examples leave out. */
function withCheckout(workflow: string): string {
  return workflow.replaceAll(/^( *)steps:$/gm, '$1steps:\n$1  - uses: actions/checkout@v5');
}

function run(workflow: string, files: Variables = {}, env: Variables = {}): Promise<WorkflowResult> {
  const { projects, users, applicationCredentials } = cloud.keystone;
  return runWorkflow(withCheckout(workflowOf(workflow)?.text ?? workflow), {
    files,
    path,
    secrets: {
      OS_USERNAME: users.deployer.name,
      OS_PASSWORD: users.deployer.password,
      OS_APPLICATION_CREDENTIAL_SECRET: applicationCredentials.restricted.secret,
      CLOUDS_YAML: JSON.stringify({ clouds: { production: cloudsYaml() } }),
      AUDITOR_USERNAME: users.auditor.name,
      AUDITOR_PASSWORD: users.auditor.password,
    },
    vars: {
      OPENRC: openrc(),
      OS_PROJECT_ID: projects.production.id,
      OS_APPLICATION_CREDENTIAL_ID: applicationCredentials.restricted.id,
    },
    env: {
      ...env,
      ...federation.job(),
      CURL_CA_BUNDLE: join(directory, 'ca.pem'),
      TF_CLI_CONFIG_FILE: join(directory, 'tofurc'),
    },
  });
}

/** expectSuccess shows the log where there was none. */
function expectSuccess({ exitCode, log }: WorkflowResult): void {
  expect({ exitCode, log: exitCode === 0 ? '' : log }).toEqual({ exitCode: 0, log: '' });
  expect(log).toMatch(revoked);
}

const revoked = /(The token|\d tokens) of \S+ (is|are) revoked\./;

test('README: the first example', async () => {
  const [, first = ''] = /```yaml\n(.*?)```/s.exec(page('README.md')) ?? [];
  const { exitCode, log } = await run(localized(first));
  expectSuccess({ exitCode, log });
  expect(log).toContain('"name":"a-network"');
});

// The user's name is a secret of this workflow, so act hides it.
test.each([
  ['no secret', 0, 'octo-org/octo-repo'],
  ['an application credential', 1, '***'],
  ['an openrc file', 2, '***'],
  ['a clouds.yaml', 3, '***'],
  ['a user and a password', 4, '***'],
])('README: %s', async (_, position, user) => {
  const result = await run(example('README.md', 'Choose your way to log in', position));
  expectSuccess(result);
  expect(result.log).toContain(`as ${user} (`);
});

test('exports: curl', async () => {
  const { exitCode, log } = await run(firstExample('docs/exports/curl.md'));
  expectSuccess({ exitCode, log });
  expect(log).toContain('"name":"a-network"');
});

test('exports: the openstack command', async () => {
  const { exitCode, log } = await run(firstExample('docs/exports/openstack.md'));
  expectSuccess({ exitCode, log });
});

test('exports: Ansible', async () => {
  const playbook = read('../real-keystone/consumers/networks.yml');
  const path = join(import.meta.dirname, '../real-keystone/consumers/ansible');
  const { exitCode, log } = await run(
    firstExample('docs/exports/ansible.md'),
    { 'site.yml': playbook },
    { PYTHONPATH: path },
  );
  expectSuccess({ exitCode, log });
  expect(log).toContain('"msg": "a-network"');
});

test('exports: Terraform and OpenTofu', async () => {
  const files = { 'main.tf': read('tofu/main.tf') };
  const { exitCode, log } = await run(firstExample('docs/exports/terraform.md'), files);
  expectSuccess({ exitCode, log });
  expect(log).toMatch(/project\S* = \S*"production"/);
});

test('exports: swift and rclone', async () => {
  const { exitCode, log } = await run(firstExample('docs/exports/swift.md'), { 'dist/release': 'it' });
  expectSuccess({ exitCode, log });
  expect(log).toContain('dist/release');
});

test('jobs: one job for each project', async () => {
  const { exitCode, log } = await run(example('docs/jobs.md', 'One job for each project'));
  expectSuccess({ exitCode, log });
  expect(log).toMatch(/Audit production/);
  expect(log).toMatch(/Audit staging/);
});

test('jobs: a reusable workflow', async () => {
  const files = {
    '.github/workflows/deploy.yml': withCheckout(example('docs/jobs.md', 'Reusable workflows and composite actions')),
    'main.tf': read('tofu/main.tf'),
  };
  const caller = `on: push
permissions: {}
jobs:
  call:
    uses: ./.github/workflows/deploy.yml
    with:
      project-id: \${{ vars.OS_PROJECT_ID }}
    secrets:
      application-credential-secret: \${{ secrets.OS_APPLICATION_CREDENTIAL_SECRET }}
`;
  const { exitCode, log } = await run(caller, files);
  expectSuccess({ exitCode, log });
});

test('jobs: a composite action', async () => {
  const { id } = cloud.keystone.applicationCredentials.restricted;
  const action = example('docs/jobs.md', 'Reusable workflows and composite actions', 1);
  const caller = `- uses: ./.github/actions/list
  with:
    application-credential-secret: \${{ secrets.OS_APPLICATION_CREDENTIAL_SECRET }}
- run: echo "left [$OS_TOKEN]"
`;
  const { exitCode, log } = await run(caller, {
    '.github/actions/list/action.yml': action.replace(/(application-credential-id: ).*/, `$1${id}`),
  });
  expectSuccess({ exitCode, log });
  expect(log).toContain('"name":"a-network"');
  expect(log).toContain('left []');
});
