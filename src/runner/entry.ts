import { cancelled, Failure } from '../failure.ts';
import { checkNode } from './fitness.ts';
import { debug, failed, warning } from './log.ts';

/**
 * enter runs the step to its end and ends the process: with exit code 0 only if `work` came to its end, else with one
 * annotation and exit code 1. That also holds for a promise that never settles and for an error thrown from a callback,
 * and nothing that is still open (a dead proxy's socket) keeps the process alive.
 *
 * When the job is cancelled, `work` is told so by its signal and may take back what it has begun, as long as the runner
 * waits for it.
 */
export function enter(work: (cancelled: AbortSignal) => Promise<void>): void {
  const cancellation = new AbortController();
  const report = (failure: Failure): void => {
    failed(failure);
    process.exitCode = 1;
  };
  const started = async (): Promise<void> => {
    checkNode();
    await work(cancellation.signal);
  };
  settle(started, report, () => {
    cancellation.abort();
    return cancelled();
  });
}

/**
 * enterPost does the same for the job's end, which never fails the job: what goes wrong is a warning. A signal does not
 * keep it from its work, as long as the runner waits.
 */
export function enterPost(work: () => Promise<void>): void {
  const report = ({ message }: Failure): void => {
    warning(message);
    process.exitCode = 0;
  };
  const message = "The job's end was cut short. What the step left may stay there, a token until it expires.";
  settle(work, report, () => new Failure('cancelled', { message }));
}

// Milliseconds. A runner that cancels sends SIGINT, 7.5 s later SIGTERM (on Windows CTRL_BREAK), and kills 2.5 s after that.
// Source: actions/runner, ProcessInvoker.cs
const patience = { SIGINT: 6500, SIGTERM: 1500, SIGBREAK: 1500 } as const;

type End = (error?: unknown) => void;

function settle(work: () => Promise<void>, report: (failure: Failure) => void, signalled: () => Failure): void {
  let open = true;
  const end: End = (error) => {
    if (open) {
      open = false;
      if (error !== undefined) {
        report(asFailure(error));
      }
      // Once what was printed is out. Only Windows writes to a pipe later than it is told to; elsewhere this would load
      // Node's streams for nothing. Source: Node.js, process, "A note on process I/O"
      if (process.platform === 'win32') {
        process.stdout.write('', leave);
      } else {
        leave();
      }
    }
  };
  for (const [signal, time] of Object.entries(patience)) {
    process.on(signal, () => {
      const late = signalled();
      setTimeout(() => end(late), time);
    });
  }
  process.once('uncaughtException', end);
  process.once('exit', () => end(new Error('the work never came to its end')));
  // No top-level await: Node would print the source line of one that never settles.
  work().then(() => end(), end);
}

/**
 * leave ends the process now. process.exit() would wait for a lookup that is under way, which the system gives up ten
 * seconds and more after a name server has fallen silent; where a program can take another's place, nothing waits.
 */
function leave(): void {
  const { execPath, exitCode = 0 } = process;
  if (process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) {
    process.execve?.(execPath, [execPath, '--eval', `process.exit(${exitCode})`]);
  }
  process.exit();
}

/** asFailure returns an unforeseen error as a Failure. A library's message may quote a secret, so it is not shown. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) {
    return error;
  }
  const kind = error instanceof Error ? error.name : typeof error;
  const frames =
    error instanceof Error
      ? String(error.stack)
          .replace(error.message, '')
          .split('\n')
          .filter((line) => /^ {4}at /.test(line))
      : [];
  debug([kind, ...frames].join('\n'));
  return new Failure('internal', {
    message: `The action itself failed (${kind}). This is a defect.`,
    advice: ['Run the job again with debug logging, and report what the log then says.'],
  });
}
