import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

/** A source file: what it imports of others here, by file, and what it exports. */
interface Source {
  readonly imports: ReadonlyMap<string, readonly string[]>;
  readonly exports: readonly string[];
}

const all = new Map(['src', '__tests__', 'tools'].flatMap(sourcesIn));
const src = new Map([...all].filter(([path]) => path.startsWith('src/')));

function sourcesIn(folder: string): [string, Source][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .map((path) => [path, sourceOf(path, readFileSync(path, 'utf8'))]);
}

function sourceOf(path: string, text: string): Source {
  const statements = [
    ...text.matchAll(/^(?:import|export) (?:type )?([^'";]*?) from '(\.[^']+)';/gms),
    ...text.matchAll(/(?:const|let) (\{[^}]*\}|\w+) = await import\('(\.[^']+)'\)/g),
  ];
  const imports = statements.map(([, names = '', from = '']) => {
    const imported = names.replace(/[{}]/g, '').split(',');
    return [join(dirname(path), from), imported.map((name) => name.trim().replace(/^type |(:| as) .*/g, ''))] as const;
  });
  const declared = text.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm);
  return { imports: new Map(imports), exports: [...declared].map(([, name = '']) => name) };
}

/** The rings of files each of which imports the next, types included. */
function rings(): string[][] {
  const reached = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      for (const next of src.get(path)?.imports.keys() ?? []) {
        if (!seen.has(next)) {
          seen.add(next);
          visit(next);
        }
      }
    };
    visit(from);
    return seen;
  };
  const reach = new Map([...src.keys()].map((path) => [path, reached(path)]));
  const ringOf = (path: string): string[] =>
    [...(reach.get(path) ?? [])].filter((other) => reach.get(other)?.has(path)).toSorted();
  const found = [...src.keys()].map(ringOf).filter((ring) => ring.length > 0);
  return [...new Map(found.map((ring) => [ring.join(), ring])).values()];
}

test('the sources are found', () => {
  expect(src.size).toBeGreaterThan(100);
  expect(src.get('src/main.ts')?.imports.get('src/job/given-credentials.ts')).toEqual(['givenCredentials']);
  expect(
    src.get('src/credentials/sources/sources.ts')?.imports.get('src/credentials/sources/openrc/openrc.ts'),
  ).toEqual(['readOpenrc']);
});

test('no file imports one that imports it, types included', () => {
  expect(rings()).toEqual([]);
});

// What a room may import beside itself and the words between the rooms, which are at the root of src/.
const rooms: Readonly<Record<string, readonly string[]>> = {
  credentials: [],
  keystone: ['http'],
  http: [],
  runner: [],
  leftovers: ['http', 'keystone', 'runner'],
  job: ['credentials', 'http', 'keystone', 'leftovers', 'runner'],
};
// Beside these words the root has the step, the job's end, and the entries of the two bundles.
const story = ['index.ts', 'main.ts', 'network.ts', 'post.ts'];
const between = [
  'expiry.ts',
  'exported.ts',
  'failure.ts',
  'guards.ts',
  'identity.ts',
  'plain-file.ts',
  'secret-shapes.ts',
  'secret.ts',
];

test.each(Object.entries(rooms))('%s knows no other room but %j', (room, others) => {
  const foreign = [...src]
    .filter(([path]) => path.startsWith(`src/${room}/`))
    .flatMap(([path, { imports }]) => [...imports.keys()].map((imported) => `${path} → ${imported}`))
    .filter((pair) => {
      const [, imported = ''] = /→ src\/(.*)/.exec(pair) ?? [];
      return ![room, ...others].some((known) => imported.startsWith(`${known}/`)) && !between.includes(imported);
    });
  expect(foreign).toEqual([]);
});

test('the root of src/ has the story, the words between the rooms, and nothing else', () => {
  const root = readdirSync('src', { withFileTypes: true });
  expect(
    root
      .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name))
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual([...story, ...between].toSorted());
  expect(
    root
      .filter((entry) => entry.isDirectory() && entry.name !== 'unused')
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(Object.keys(rooms).toSorted());
});

test('the words between the rooms know no room', () => {
  for (const word of between) {
    const imports = [...(src.get(`src/${word}`)?.imports.keys() ?? [])];
    expect(imports.filter((path) => path.split('/').length > 2)).toEqual([]);
  }
});

test('no exported name stands for two things', () => {
  const places = new Map<string, string[]>();
  for (const [path, { exports }] of src) {
    for (const name of exports) {
      places.set(name, [...(places.get(name) ?? []), path]);
    }
  }
  expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
});

test('every exported name is imported by another file', () => {
  const imported = new Set(
    [...all.values()].flatMap(({ imports }) =>
      [...imports].flatMap(([path, names]) => names.map((name) => `${path} ${name}`)),
    ),
  );
  const unused = [...src].flatMap(([path, { exports }]) =>
    exports.map((name) => `${path} ${name}`).filter((name) => !imported.has(name)),
  );
  expect(unused).toEqual([]);
});

test('no two files of a room have names that differ by a letter', () => {
  const close = (one: string, other: string): boolean =>
    one !== other && (one === `${other}s` || other === `${one}s` || differences(one, other) === 1);
  const pairs = [...src.keys()].flatMap((one) =>
    [...src.keys()]
      .filter((other) => one < other && one.split('/')[1] === other.split('/')[1])
      .filter((other) => close(basename(one, '.ts'), basename(other, '.ts')))
      .map((other) => [one, other]),
  );
  expect(pairs).toEqual([]);
});

function differences(one: string, other: string): number {
  return one.length === other.length ? [...one].filter((letter, at) => letter !== other[at]).length : Number.NaN;
}
