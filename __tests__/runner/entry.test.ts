import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { Failure } from '../../src/failure.ts';
import { enter, enterPost } from '../../src/runner/entry.ts';
import { inStep } from '../support/step.ts';

// What the process does is seen only in a process of its own.
function program(work: string, entry = 'enter'): Promise<{ code: number; stdout: string; stderr: string }> {
  const source = `import { ${entry} } from '${join(import.meta.dirname, '../../src/runner/entry.ts')}'; ${entry}(${work});`;
  return new Promise((resolve) => {
    const argv = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', source];
    execFile(process.execPath, argv, { timeout: 20_000, killSignal: 'SIGKILL', env: {} }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

const defect = (kind: string) =>
  `::error title=Keystone token%3A internal::The action itself failed (${kind}). This is a defect.%0A` +
  'What to do:%0A- Run the job again with debug logging, and report what the log then says.\n';

test.concurrent.each([
  ['work that ends', 'async () => {}', { code: 0, stdout: '' }],
  ['work that ends while a socket is open', 'async () => { setInterval(() => {}, 1000); }', { code: 0, stdout: '' }],
  ['a promise that never settles', '() => new Promise(() => {})', { code: 1, stdout: defect('Error') }],
  [
    'an error from a callback',
    '() => new Promise(() => { setTimeout(() => { throw new TypeError("hunter2"); }); })',
    { code: 1, stdout: defect('TypeError') },
  ],
  [
    'a rejection nobody awaits',
    'async () => { Promise.reject(new RangeError("hunter2")); await new Promise((done) => setTimeout(done, 50)); }',
    { code: 1, stdout: defect('RangeError') },
  ],
  ['an error', 'async () => { throw new SyntaxError("hunter2"); }', { code: 1, stdout: defect('SyntaxError') }],
  ['a thrown text', 'async () => { throw "hunter2"; }', { code: 1, stdout: defect('string') }],
])('%s', async (_, work, { code, stdout }) => {
  const result = await program(work);
  expect({ ...result, stdout: result.stdout.replace(/^::debug::.*\n/m, '') }).toEqual({ code, stdout, stderr: '' });
  expect(result.stdout).not.toContain('hunter2');
});

test.concurrent.each([
  ['that never settles', '() => new Promise(() => {})'],
  ['that throws', 'async () => { throw new SyntaxError("hunter2"); }'],
])('a job’s end %s does not fail the job', async (_, work) => {
  const { code, stdout } = await program(work, 'enterPost');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^::warning title=Keystone token::The action itself failed \(\w+\)\. This is a defect\.$/m);
});

// A pipe that nobody writes to holds up Node's threads as a name server does that has fallen silent.
const lookup = `async () => {
  const [fs, dns] = await Promise.all([import('node:fs'), import('node:dns')]);
  for (let threads = 0; threads < 4; threads++) {
    fs.open('PIPE', () => {});
  }
  dns.lookup('cloud.invalid', () => {});
  throw new Error('late');
}`;

test.each([
  ['enter', 1],
  ['enterPost', 0],
])('a name that is being looked up does not keep the process (%s)', async (entry, code) => {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-'));
  const pipe = join(directory, 'pipe');
  try {
    execFileSync('mkfifo', [pipe]);
    expect(await program(lookup.replace('PIPE', pipe), entry)).toEqual({
      code,
      stdout: expect.stringContaining('The action itself failed (Error).'),
      stderr: '',
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

/** A program that is sent signals, one each time it prints something. */
function signalled(work: string, signals: readonly NodeJS.Signals[], entry = 'enter') {
  const source = `import { ${entry} } from '${join(import.meta.dirname, '../../src/runner/entry.ts')}'; ${entry}(${work});`;
  const argv = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', source];
  return new Promise<{ code: number | null; stdout: string }>((resolve) => {
    const child = spawn(process.execPath, argv, { env: {}, timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    let left = signals;
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      const [signal, ...rest] = left;
      left = rest;
      if (signal) {
        child.kill(signal);
      }
    });
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

const toldOfIt = `(cancelled) => new Promise((resolve) => {
  setInterval(() => {}, 1000);
  cancelled.addEventListener('abort', () => { console.log('told'); });
  console.log('working');
})`;

test.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
  '%s is told to the work, which ends as it likes',
  async (signal) => {
    const work = `(cancelled) => new Promise((resolve, reject) => {
    setInterval(() => {}, 1000);
    cancelled.addEventListener('abort', () => reject('taken back'));
    console.log('working');
  })`;
    const { code, stdout } = await signalled(work, [signal]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/^working\n::debug::string\n::error .*\(string\)/),
    });
  },
);

test.concurrent('a second signal ends the step soon, with one annotation', async () => {
  expect(await signalled(toldOfIt, ['SIGINT', 'SIGTERM'])).toEqual({
    code: 1,
    stdout:
      'working\ntold\n::error title=Keystone token%3A cancelled::The step was cancelled before it had a token for the job.\n',
  });
});

test.concurrent('signals do not keep the job’s end from its work', async () => {
  const work = `() => new Promise((resolve) => {
    setTimeout(() => { console.log('still'); }, 200);
    setTimeout(() => { console.log('done'); resolve(); }, 400);
    console.log('working');
  })`;
  expect(await signalled(work, ['SIGINT', 'SIGTERM'], 'enterPost')).toEqual({
    code: 0,
    stdout: 'working\nstill\ndone\n',
  });
});

const events = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'uncaughtException', 'exit'];

async function entered(
  enterAs: (work: () => Promise<void>) => void,
  work: () => Promise<void>,
  meanwhile: () => void = () => {},
): Promise<{ stdout: string; exitCode: unknown }> {
  let exitCode: unknown;
  const { stdout } = await inStep({}, async () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const before = process.exitCode;
    const listeners = events.map((event) => process.listeners(event as 'exit'));
    try {
      enterAs(work);
      meanwhile();
      await new Promise((done) => setImmediate(done));
      exitCode = process.exitCode;
    } finally {
      process.exitCode = before;
      exit.mockRestore();
      events.forEach((event, index) => {
        const added = process.listeners(event as 'exit').filter((listener) => !listeners[index]?.includes(listener));
        added.forEach((listener) => void process.off(event, listener));
      });
    }
  });
  return { stdout, exitCode };
}

test('a failure is an annotation and exit code 1', async () => {
  const work = () => Promise.reject(new Failure('input-missing', { message: 'No.' }));
  expect(await entered(enter, work)).toEqual({
    stdout: '::error title=Keystone token%3A input-missing::No.\n',
    exitCode: 1,
  });
});

test('a failure at the job’s end is a warning and exit code 0', async () => {
  const work = () => Promise.reject(new Failure('input-missing', { message: 'No.' }));
  expect(await entered(enterPost, work)).toEqual({ stdout: '::warning title=Keystone token::No.\n', exitCode: 0 });
});

test('of an unforeseen error the debug log has the frames, without the message', async () => {
  const { stdout } = await entered(enter, () => Promise.reject(new TypeError('hunter2')));
  expect(stdout).toMatch(/^::debug::TypeError%0A {4}at /);
  expect(stdout).not.toContain('hunter2');
});

test('an error that is none', async () => {
  const { stdout } = await entered(enter, () => Promise.reject('hunter2'));
  expect(stdout).toContain('The action itself failed (string).');
});

test('what comes after the end is not told', async () => {
  const { stdout } = await entered(enter, async () => {});
  expect(stdout).toBe('');
});

test.each([
  ['win32', ['']],
  ['linux', []],
] as const)('the end on %s waits for %j to be written', async (platform, awaited) => {
  const before = process.platform;
  const written: string[] = [];
  const watch = (): void => {
    Object.defineProperty(process, 'platform', { value: platform });
    jest.mocked(process.stdout.write).mockImplementation((chunk, leave) => {
      written.push(String(chunk));
      expect(process.exit).not.toHaveBeenCalled();
      (leave as unknown as () => void)();
      expect(process.exit).toHaveBeenCalled();
      return true;
    });
  };
  await entered(enter, async () => {}, watch).finally(() => {
    Object.defineProperty(process, 'platform', { value: before });
  });
  expect(written).toEqual(awaited);
});

test('a lookup that is under way is left behind with the program', async () => {
  jest.spyOn(process, 'getActiveResourcesInfo').mockReturnValue(['GetAddrInfoReqWrap']);
  const execve = jest.spyOn(process, 'execve').mockImplementation(() => undefined as never);
  await entered(enter, () => Promise.reject('late'));
  const { calls } = execve.mock;
  jest.restoreAllMocks();
  expect(calls).toEqual([[process.execPath, [process.execPath, '--eval', 'process.exit(1)']]]);
});

test.each([
  [enter, 'SIGINT', 6500],
  [enter, 'SIGTERM', 1500],
  [enter, 'SIGBREAK', 1500],
  [enterPost, 'SIGINT', 6500],
  [enterPost, 'SIGTERM', 1500],
] as const)('%p after %s does not wait for its work longer than %d ms', async (enterAs, signal, time) => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  const within = (milliseconds: number) => (): void => {
    process.emit(signal as 'SIGINT');
    jest.advanceTimersByTime(milliseconds);
  };
  const never = () => new Promise<void>(() => {});
  const early = await entered(enterAs, never, within(time - 1));
  const late = await entered(enterAs, never, within(time)).finally(jest.useRealTimers);
  expect(early.stdout).toBe('');
  expect(late).toEqual(
    enterAs === enter
      ? { stdout: expect.stringContaining('::error title=Keystone token%3A cancelled::'), exitCode: 1 }
      : { stdout: expect.stringContaining('::warning title=Keystone token::The job'), exitCode: 0 },
  );
});

test('a Node that is too old is told so before anything is done', async () => {
  const { versions } = process;
  Object.defineProperty(process, 'versions', { value: { ...versions, node: '18.20.8' } });
  let done = false;
  const work = async (): Promise<void> => {
    done = true;
  };
  const { stdout, exitCode } = await entered(enter, work).finally(() => {
    Object.defineProperty(process, 'versions', { value: versions });
  });
  expect({ done, exitCode }).toEqual({ done: false, exitCode: 1 });
  expect(stdout).toMatch(
    /^::error title=Keystone token%3A runner-unfit::This runner starts the action with Node 18\.20\.8/,
  );
});
