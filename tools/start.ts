// npm start: one use of the built action in a job, and what its workflow would see. Where the OS_* variables of this
// environment name a cloud, or one of a clouds.yaml (OS_CLOUD), it logs in there; else at a Keystone embedded here.

import { join } from 'node:path';
import { styleText } from 'node:util';
import { spreadDomains } from '../src/credentials/domains.ts';
import { isSecretName } from '../src/credentials/options.ts';
import { readTextFile } from '../src/credentials/sources/read-file.ts';
import { gatherOptions } from '../src/credentials/sources/sources.ts';
import { pemOf } from '../src/credentials/trust/pem.ts';
import { truth } from '../src/credentials/truth.ts';
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
  const own = await inputsFromEnvironment();
  await using keystone = 'auth-url' in own ? undefined : await startEmbeddedKeystone();
  const inputs = keystone ? inputsFor(keystone) : own;
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
  show("The job's summary, as Markdown", job.mask(step.summary).trimEnd().split('\n'));

  const token = step.outputs['token'];
  demand(token !== undefined, 'The step gave no token.');
  const question = keystone ? networks(keystone) : tokenItself(step.outputs['auth-url'] ?? '');
  const http = httpFor(question, inputs);
  demand((await ask('A later step', question, http, token)) === 200, 'The token does not work.');

  const end = await step.post();
  showLog("The job's end", end);
  demand(end.exitCode === 0, "The action failed at the job's end.");
  if (/ (is|are) revoked\./.test(end.log)) {
    demand((await ask('The same again', question, http, token)) === 401, 'The token has not been revoked.');
  }
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

/**
 * inputsFromEnvironment gives as inputs what the action itself would read of this environment. Files are read here: the
 * step runs elsewhere.
 */
async function inputsFromEnvironment(): Promise<Inputs> {
  const { options } = await gatherOptions({
    input: () => '',
    environment: process.env,
    readFile: readTextFile,
    seal: (text) => new Secret(text),
    info: console.log,
    warning: console.log,
    debug: () => {},
  });
  const { inputs } = readAction(join(import.meta.dirname, '..'));
  const found = Object.entries(spreadDomains(options)).filter(([name]) => inputs.has(name));
  return Object.fromEntries(
    found.map(([name, { value, from }]) => {
      const text = value instanceof Secret ? value.reveal() : value;
      return [name, ['cacert', 'cert', 'key'].includes(name) ? pemOf(text, from, readTextFile) : text];
    }),
  );
}

function proxies(): Inputs {
  const isProxy = (name: string) => /^(https?|no)_proxy$/i.test(name);
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = '']) => (isProxy(name) ? [[name, value]] : [])),
  );
}

function httpFor({ url }: Question, { cacert, insecure }: Inputs): Http {
  const trust = { ...(cacert && { ca: cacert }), insecure: truth(insecure ?? '') ?? false };
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
