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

/** Times in milliseconds: medians, and the median of the pairs' ratios. */
export interface Comparison {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

/** compare runs two programs in turn, so that what else the machine does meets both alike. */
export async function compare(ours: Program, theirs: Program, pairs: number): Promise<Comparison> {
  const times: { ours: number; theirs: number }[] = [];
  for (let pair = -2; pair < pairs; pair++) {
    const time = { ours: await timeOf(ours), theirs: await timeOf(theirs) };
    // The first ones warm the caches of the disk.
    if (pair >= 0) {
      times.push(time);
    }
  }
  return {
    ours: median(times.map(({ ours }) => ours)),
    theirs: median(times.map(({ theirs }) => theirs)),
    ratio: median(times.map(({ ours, theirs }) => ours / theirs)),
  };
}

async function timeOf({ argv, env = {}, exitCode = 0 }: Program): Promise<number> {
  const [command = '', ...rest] = argv;
  const begin = performance.now();
  const child = spawn(command, rest, { env, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  const time = performance.now() - begin;
  if (code !== exitCode) {
    throw new Error(`${argv.join(' ')} ended with ${code}`);
  }
  return time;
}

// In the process itself, at its very end; loading it costs a tenth of a MiB.
const probe =
  'process.once("exit", () => require("fs").writeFileSync(process.env.PROBE, JSON.stringify(process.resourceUsage())))';

/** What Node programs have used, each compared with the first: medians, and the lowest and highest ratio. */
export interface Usage {
  /** Milliseconds. */
  readonly processor: number;
  /** Of the processor time, run by run. */
  readonly ratio: number;
  readonly spread: readonly [lowest: number, highest: number];
  /** MiB above the first one's. */
  readonly memory: number;
}

/** usageOf runs Node programs in turn, and returns what each has used at the most, from its start to its exit. */
export async function usageOf(programs: readonly Program[], runs: number): Promise<readonly Usage[]> {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-bench-'));
  try {
    const [probeFile, result] = [join(directory, 'probe.cjs'), join(directory, 'result')];
    writeFileSync(probeFile, probe);
    const used = programs.map((): { processor: number; memory: number }[] => []);
    for (let run = -2; run < runs; run++) {
      for (const [index, { argv, env = {}, exitCode = 0 }] of programs.entries()) {
        const [node = '', ...rest] = argv;
        await timeOf({ argv: [node, '--require', probeFile, ...rest], env: { ...env, PROBE: result }, exitCode });
        const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(result, 'utf8'));
        if (run >= 0) {
          used[index]?.push({ processor: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 });
        }
      }
    }
    const [first = []] = used;
    return used.map((own) => {
      const ratios = own.map(({ processor }, run) => processor / (first[run]?.processor ?? Number.NaN));
      return {
        processor: median(own.map(({ processor }) => processor)),
        ratio: median(ratios),
        spread: [Math.min(...ratios), Math.max(...ratios)],
        memory: median(own.map(({ memory }) => memory)) - median(first.map(({ memory }) => memory)),
      };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
