// npm start: one use of the built action in a job, and what its workflow would see. With OS_AUTH_URL in the environment
// it logs in at that cloud, as the other OS_* variables say; else at a Keystone embedded here.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { isSecretName } from '../src/credentials/options.ts';
import { certificates } from '../src/credentials/trust/pem.ts';
import { Deadline } from '../src/http/deadline.ts';
import { createHttp } from '../src/http/http.ts';
import type { Http } from '../src/http/request.ts';
import { Secret } from '../src/secret.ts';
import { sampleCloud } from './embedded-keystone/cloud.ts';
import { type EmbeddedKeystone, startEmbeddedKeystone } from './embedded-keystone.ts';
import { repository } from './repository.ts';
import { readAction } from './runner/action.ts';
import { Job, type Outcome } from './runner.ts';

type Inputs = Readonly<Record<string, string>>;

/** What a later step asks with the token. */
interface Question {
  readonly url: string;
  /** The headers that carry the token. */
  readonly headers: readonly string[];
}

async function start(): Promise<void> {
  await using keystone = 'OS_AUTH_URL' in process.env ? undefined : await startEmbeddedKeystone();
  const inputs = keystone ? inputsFor(keystone) : inputsFromEnvironment();
  await using job = new Job();
  process.on('SIGINT', () => void job.end().finally(() => process.exit(130)));

  console.log(
    `The built action, run as a GitHub runner would, at ${keystone ? 'a Keystone embedded here' : 'your cloud'}.\n`,
  );
  show('The step', [
    `- uses: ${repository}@v1`,
    '  with:',
    ...Object.entries(inputs).map(([name, value]) => `    ${name}: ${shownInput(name, value)}`),
  ]);
  const step = await job.run({ with: inputs, env: proxies() });
  showLog('Its log', step);
  demand(step.exitCode === 0, 'The step failed.');
  show('Its outputs', table(step.outputs, job));
  show('The environment of later steps', table(step.environment, job));

  const token = step.outputs['token'];
  demand(token !== undefined, 'The step gave no token.');
  const question = keystone ? networks(keystone) : tokenItself(step.outputs['auth-url'] ?? '');
  const http = httpFor(question, inputs);
  demand((await ask('A later step', question, http, token)) === 200, 'The token does not work.');

  const end = await step.post();
  showLog("The job's end", end);
  demand(end.exitCode === 0, "The action failed at the job's end.");
  demand((await ask('The same again', question, http, token)) === 401, 'The token has not been revoked.');
}

function inputsFor({ authUrl, ca }: EmbeddedKeystone): Inputs {
  const [user] = sampleCloud.users;
  const [project] = sampleCloud.projects;
  return {
    'auth-url': authUrl,
    username: user.name,
    password: user.password,
    'user-domain-name': user.domain.name,
    'project-id': project.id,
    cacert: ca,
  };
}

/** inputsFromEnvironment gives each input whose OS_ variable is set. A file is read here: the step runs elsewhere. */
function inputsFromEnvironment(): Inputs {
  const inputs: Record<string, string> = {};
  for (const name of readAction(join(import.meta.dirname, '..')).inputs.keys()) {
    const variable = `OS_${name.toUpperCase().replaceAll('-', '_')}`;
    const value = process.env[variable];
    if (value !== undefined && value !== '') {
      inputs[name] = name === 'cacert' ? pem(value, variable) : value;
    }
  }
  return inputs;
}

function pem(value: string, from: string): string {
  return certificates({ value, from }, (path) => readFileSync(path, 'utf8'));
}

function proxies(): Inputs {
  const isProxy = (name: string) => /^(https?|no)_proxy$/i.test(name);
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = '']) => (isProxy(name) ? [[name, value]] : [])),
  );
}

function httpFor({ url }: Question, { cacert, insecure }: Inputs): Http {
  const trust = { ...(cacert && { ca: cacert }), insecure: insecure === 'true' };
  const cloud = { url: new URL(url), trust };
  return createHttp({ cloud, deadline: new Deadline(60), seal: (text) => new Secret(text), log: console.log });
}

function networks({ networkUrl }: EmbeddedKeystone): Question {
  return { url: `${networkUrl}/v2.0/networks`, headers: ['X-Auth-Token'] };
}

/** tokenItself asks a cloud about the token: the one thing every cloud answers at a known place. */
function tokenItself(authUrl: string): Question {
  return { url: `${authUrl}/auth/tokens?nocatalog=true`, headers: ['X-Auth-Token', 'X-Subject-Token'] };
}

async function ask(title: string, { url, headers }: Question, http: Http, token: string): Promise<number> {
  const { status, body } = await http.send({
    what: `The question to ${url}`,
    method: 'GET',
    url: new URL(url),
    headers: Object.fromEntries(headers.map((name) => [name, token])),
  });
  show(title, [
    `$ curl ${headers.map((name) => `-H "${name}: $OS_TOKEN"`).join(' ')} ${url}`,
    `${status} ${body.length > 200 ? `${body.slice(0, 200)} …` : body.trimEnd()}`,
  ]);
  return status;
}

function shownInput(name: string, value: string): string {
  const [firstLine = '', ...more] = value.split('\n');
  return isSecretName(name) ? '***' : `${firstLine}${more.length > 0 ? ' …' : ''}`;
}

function table(values: Inputs, job: Job): string[] {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values).map(([name, value]) => `${name.padEnd(width)}  ${job.mask(value)}`);
}

/** showLog shows a log as the web does: `##[error]` there is `Error: `. */
function showLog(title: string, { log }: Outcome): void {
  const tag = /^##\[(error|warning|notice)\]/gm;
  const lines = log.trimEnd().replace(tag, (_, level: string) => `${level.charAt(0).toUpperCase()}${level.slice(1)}: `);
  show(title, lines.split('\n'));
}

function show(title: string, lines: readonly string[]): void {
  console.log([styleText('bold', title), ...lines.map((line) => `    ${line}`), ''].join('\n'));
}

function demand(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) {
    throw new Error(otherwise);
  }
}

try {
  await start();
} catch (error) {
  console.error(`npm start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
