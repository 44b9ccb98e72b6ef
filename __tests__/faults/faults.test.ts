import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Job, type StepResult } from '../../tools/runner.ts';
import { good, type Row, type Scene } from '../support/faults/scene.ts';
import { faults } from '../support/faults.ts';
import { login } from '../support/keystone.ts';

// Each fault is met by the built action as a process. docs/faults.md is what came of it: `npm run faults` writes it.

const page = join(import.meta.dirname, '../../docs/faults.md');
const isWriting = process.env['FAULTS'] === 'write';
const written = readFileSync(page, 'utf8');
const rows = Object.entries(faults).flatMap(([heading, members]) => members.map((row) => ({ heading, ...row })));
const seen = new Map<string, string>();

/** What a step came to: a token, or the code and the first sentence or two of its one error. */
interface End {
  readonly ends: string;
  readonly says: string;
}

async function meet(row: Row, scene: Scene, timeout: string): Promise<End> {
  await using job = new Job();
  for (const [name, text] of Object.entries(scene.files ?? {})) {
    writeFileSync(join(job.workspace, name), text);
  }
  try {
    const step = await job.run({ with: { timeout, ...scene.with }, ...(scene.env && { env: scene.env }) });
    const end = endOf(step, scene);
    await job.end();
    const issued = (row.tokens ?? []).concat(step.outputs['token'] === good ? good : []);
    expect([...new Set(scene.server?.revoked)].sort()).toEqual(issued.sort());
    return end;
  } finally {
    for (const server of scene.servers) {
      await server[Symbol.asyncDispose]();
    }
  }
}

function endOf(
  { exitCode, stderr, log, annotations, outputs, environment, summary }: StepResult,
  { names }: Scene,
): End {
  expect(stderr).toBe('');
  expect(log + summary).not.toContain(login.password);
  for (const text of ['p@ss', 'p%40ss', '\u001b', '\u202e', '\r']) {
    expect(log).not.toContain(text);
  }
  const errors = annotations.filter(({ level }) => level === 'error');
  const token = outputs['token'] ?? '';
  expect({ exitCode, errors: errors.length, exported: environment['OS_TOKEN'] ?? '' }).toEqual(
    token === '' ? { exitCode: 1, errors: 1, exported: '' } : { exitCode: 0, errors: 0, exported: token },
  );
  if (token !== '') {
    const [warning] = annotations;
    return { ends: 'a token', says: warning ? named(warning.message, names) : '' };
  }
  const [{ title = '', message = '' } = {}] = errors;
  const [says = ''] = message.split('\n');
  return { ends: `\`${title.replace('Keystone token: ', '')}\``, says: named(says, names) };
}

function named(text: string, names: Scene['names']): string {
  const shown = Object.entries(names).reduce((left, [real, name]) => left.replaceAll(real, name), text);
  return shown.replace(/ It was tried \d+ times\./, '').replace(/\d+\.\d s\./, '… s.');
}

function cells({ ends, says }: End, afterwards: End | undefined): string {
  const again = afterwards === undefined || ends === 'a token' ? '' : afterwards.ends === 'a token' ? 'yes' : 'no';
  return `${ends} | ${says.replaceAll('|', '\\|')} | ${again} |`;
}

// What lasts as long as it may is given two seconds. The rest is over at once, but for a busy machine.
function timeoutOf({ fault }: Row): string {
  const line = written.split('\n').find((line) => line.startsWith(`| ${fault} |`)) ?? '';
  return isWriting || /deadline-exceeded|\| yes \|$/.test(line) ? '2' : '20';
}

test.concurrent.each(rows.map((row) => [`${row.heading}: ${row.fault}`, row] as const))(
  '%s',
  async (_, row) => {
    const [stays, passes] = await Promise.all([
      row.stays().then((scene) => meet(row, scene, timeoutOf(row))),
      row.passes?.().then((scene) => meet(row, scene, '30')),
    ]);
    const line = `| ${row.fault} | ${cells(stays, passes)}`;
    seen.set(row.fault, line);
    if (!isWriting) {
      expect(written.split('\n')).toContain(line);
    }
  },
  30_000,
);

const tableHead = ['| fault | the step ends with | it says | tried again |', '|---|---|---|---|'];

afterAll(() => {
  if (isWriting) {
    const [introduction = ''] = written.split('\n## ');
    const tables = Object.entries(faults).map(([heading, members]) =>
      [`## ${heading}`, '', ...tableHead, ...members.map(({ fault }) => seen.get(fault) ?? '')].join('\n'),
    );
    writeFileSync(page, `${[introduction.trimEnd(), ...tables].join('\n\n')}\n`);
  }
});

test('the page has no other rows', () => {
  const lines = written.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| fault |'));
  expect(lines.length).toBe(isWriting ? lines.length : rows.length);
});
