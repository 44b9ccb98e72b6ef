// npm run check:size: how large dist/ is, which every job downloads, and what has grown since it was built the last time
// but one. Fails above the limit.

const { execFileSync } = require('node:child_process');
const { readdirSync, statSync } = require('node:fs');

// The bar is 200 KB. What is above it is text: of the 175 KB that are not js-yaml, 48 KB are sentences for the user, most
// of them reasons and advice of errors. Lower this with every KB that goes.
const limit = 206 * 1024;
const sizes = new Map(readdirSync('dist').map((name) => [name, statSync(`dist/${name}`).size]));
const total = sum(sizes);
const before = sizesBefore();

console.log(
  `dist/ has ${total} bytes of at most ${limit}${before && `, ${signed(total - sum(before))} since ${before.commit}`}.`,
);
for (const name of new Set([...sizes.keys(), ...(before ? before.keys() : [])])) {
  const grown = (sizes.get(name) ?? 0) - (before ? (before.get(name) ?? 0) : 0);
  console.log(
    `${String(sizes.get(name) ?? 'gone').padStart(8)}  ${name.padEnd(14)}${before && grown ? signed(grown) : ''}`.trimEnd(),
  );
}
process.exitCode = total > limit ? 1 : 0;

function sizesBefore() {
  const commits = git('log', '-2', '--format=%h', '--', 'dist').split('\n');
  const [, commit] = commits;
  if (!commit) {
    return '';
  }
  const files = git('ls-tree', '--long', commit, 'dist/').split('\n');
  const found = new Map(
    files.map((line) => line.match(/(\d+)\tdist\/(.*)$/)).map(([, size, name]) => [name, Number(size)]),
  );
  return Object.assign(found, { commit });
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

function sum(all) {
  return [...all.values()].reduce((left, size) => left + size, 0);
}

function signed(number) {
  return `${number < 0 ? '' : '+'}${number}`;
}
