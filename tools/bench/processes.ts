import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program with its arguments and environment. */
export interface Program {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** 0 unless given. */
  readonly exitCode?: number;
}

/** timesOf runs the programs in turn, so that what else the machine does meets all alike; milliseconds, run by run. */
export async function timesOf(programs: readonly Program[], runs: number): Promise<readonly (readonly number[])[]> {
  return await inTurn(programs, runs, timeOf);
}

/** What a Node program has used from its start to its exit. */
export interface Usage {
  /** Milliseconds of the processor. */
  readonly processor: number;
  /** MiB at the most. */
  readonly memory: number;
}

// In the process itself, at its very end; loading it costs a tenth of a MiB.
const probe =
  'process.once("exit", () => require("fs").writeFileSync(process.env.PROBE, JSON.stringify(process.resourceUsage())))';

/** usageOf runs Node programs in turn, and returns what each has used, run by run. */
export async function usageOf(programs: readonly Program[], runs: number): Promise<readonly (readonly Usage[])[]> {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-bench-'));
  try {
    const [probeFile, result] = [join(directory, 'probe.cjs'), join(directory, 'result')];
    writeFileSync(probeFile, probe);
    return await inTurn(programs, runs, async ({ argv: [node = '', ...rest], env = {}, ...program }) => {
      await timeOf({ ...program, argv: [node, '--require', probeFile, ...rest], env: { ...env, PROBE: result } });
      const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(result, 'utf8'));
      return { processor: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function inTurn<Result>(
  programs: readonly Program[],
  runs: number,
  measure: (program: Program) => Promise<Result>,
): Promise<Result[][]> {
  const results = programs.map((): Result[] => []);
  for (let run = -1; run < runs; run++) {
    for (const [index, program] of programs.entries()) {
      const result = await measure(program);
      // The first ones warm the caches of the disk.
      if (run >= 0) {
        results[index]?.push(result);
      }
    }
  }
  return results;
}

/** timeOf runs a program whose output goes into a pipe, as a runner does. */
async function timeOf({ argv, env = {}, exitCode = 0 }: Program): Promise<number> {
  const [command = '', ...rest] = argv;
  const begin = performance.now();
  const child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = await once(child, 'close');
  const time = performance.now() - begin;
  if (code !== exitCode) {
    throw new Error(`${argv.join(' ')} ended with ${code}: ${printed}`);
  }
  return time;
}
