/**
 * `npm run pictures`: the README's pictures, taken anew. The action runs against the embedded Keystone, and Chromium
 * shows what it wrote, as GitHub would: the log, the job's summary, and the annotation of a login that is refused.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleCloud } from './embedded-keystone/cloud.ts';
import { startEmbeddedKeystone } from './embedded-keystone.ts';
import { installMissing } from './keystone/packages.ts';
import { annotationPage, logPage, summaryPage, type Theme } from './pictures/pages.ts';
import { root } from './repository.ts';
import { Job } from './runner.ts';

const host = 'cloud.example:5000';
const width = 860;
const directory = join(root, 'docs/pictures');
const work = mkdtempSync(join(tmpdir(), 'pictures-'));
process.once('exit', () => rmSync(work, { recursive: true }));

installMissing(['chromium', 'fonts-dejavu-core', 'fonts-liberation', 'pngquant']);
mkdirSync(directory, { recursive: true });
for (const [name, page] of Object.entries(await pages())) {
  for (const theme of ['light', 'dark'] as const) {
    take(`${name}-${theme}`, page(theme));
  }
}

type Page = (theme: Theme) => string;

/** pages runs the action, once as it should and once with a wrong password. */
async function pages(): Promise<Readonly<Record<'log' | 'summary' | 'annotation', Page>>> {
  await using keystone = await startEmbeddedKeystone();
  const [user] = sampleCloud.users;
  const [project] = sampleCloud.projects;
  const inputs = {
    'auth-url': keystone.authUrl,
    username: user.name,
    password: user.password,
    'user-domain-name': user.domain.name,
    'project-id': project.id,
  };
  // The address of a Keystone on loopback would tell nothing.
  const named = (text: string): string =>
    text.replaceAll(new URL(keystone.authUrl).host, host).replaceAll(html(new URL(keystone.authUrl).host), html(host));

  await using job = new Job();
  const step = await job.run({ with: { ...inputs, cacert: keystone.ca } });
  const end = await step.post();
  const refused = await job.run({ with: { ...inputs, cacert: keystone.ca, password: 'not-the-password-of-2027' } });
  const [annotation] = refused.annotations;
  if (step.exitCode !== 0 || end.exitCode !== 0 || annotation === undefined) {
    throw new Error(`the runs were not as expected:\n${step.log}${end.log}${refused.log}`);
  }
  return {
    log: (theme) => logPage(theme, inputs, named(step.log), named(end.log), named),
    summary: (theme) => summaryPage(theme, named(step.summary)),
    annotation: (theme) => annotationPage(theme, annotation.title ?? '', named(annotation.message)),
  };
}

/** As the summary writes characters that could be Markdown. */
function html(text: string): string {
  return text.replaceAll(':', '&#58;');
}

/** take has Chromium show a page as high as it is, and writes docs/pictures/NAME.png. */
function take(name: string, page: string): void {
  const source = join(work, `${name}.html`);
  const picture = join(directory, `${name}.png`);
  writeFileSync(source, page);
  const [, height = ''] = /data-height="(\d+)"/.exec(chromium('--dump-dom', source)) ?? [];
  chromium(`--window-size=${width},${height}`, '--force-device-scale-factor=1.5', `--screenshot=${picture}`, source);
  execFileSync('pngquant', ['--force', '--skip-if-larger', '--output', picture, '16', picture]);
  console.log(`docs/pictures/${name}.png`);
}

function chromium(...args: readonly string[]): string {
  const always = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(work, 'profile')}`,
  ];
  return execFileSync('chromium', [...always, `--window-size=${width},600`, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
