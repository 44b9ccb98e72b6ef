// npm run bench: how the action fares in what a test cannot judge. `npm run bench -- matrix` (the names are those of
// tools/bench/parts) runs a part; `npm run bench -- write` runs all, and writes docs/performance.md.

import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { connections } from './bench/parts/connections.ts';
import { distance } from './bench/parts/distance.ts';
import { growth } from './bench/parts/growth.ts';
import { keystone } from './bench/parts/keystone.ts';
import { matrix } from './bench/parts/matrix.ts';
import { programs } from './bench/parts/programs.ts';
import { type Part, page, type Section, written } from './bench/section.ts';

const parts: Readonly<Record<Part, () => Promise<Section>>> = {
  connections,
  programs,
  distance,
  keystone,
  growth,
  matrix,
};

const [load = 0] = loadavg();
const named = process.argv.slice(2);
const write = named.includes('write');
const sections: Section[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (write || named.length === 0 || named.includes(name)) {
    const section = await measure();
    sections.push(section);
    console.log(written(section));
  }
}
if (write) {
  const surroundings = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    processors: `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'})`,
    load: [load, loadavg()[0] ?? 0],
  } as const;
  writeFileSync(join(import.meta.dirname, '../docs/performance.md'), page(sections, surroundings));
}
