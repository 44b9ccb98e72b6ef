// npm run build: src/ → lib/, JavaScript → dist/, a bundle with all it needs.

const { execSync } = require('node:child_process');
const { cpSync, globSync, readFileSync, rmSync, writeFileSync } = require('node:fs');

rmSync('lib', { recursive: true, force: true });
rmSync('dist', { recursive: true, force: true });

execSync('tsc -p src', { stdio: 'inherit' });
// Of JavaScript without a type ncc makes CommonJS. Node loads it in four fifths of the time, and with 1 MiB less.
writeFileSync('lib/package.json', '{}\n');
// @actions/core does not say that its modules have no effects of their own. Of a copy that says so comes along what is
// used: not its job summary, which has Node load all of fs/promises, nor its HTTP client with all that imports.
const core = 'lib/node_modules/@actions/core';
cpSync('node_modules/@actions/core', core, { recursive: true });
writeFileSync(`${core}/package.json`, JSON.stringify({ ...require(`../${core}/package.json`), sideEffects: false }));
execSync('ncc build lib/index.js --out dist', { stdio: 'inherit' });
// ncc's own minifier keeps the names of functions, and what is used by nothing but itself: a fifth more. Of ASCII alone,
// because Node holds any other text in twice the memory.
for (const file of globSync('dist/*.js')) {
  execSync(`terser ${file} --compress passes=3 --mangle --format ascii_only=true --output ${file}`, {
    stdio: 'inherit',
  });
}
writeFileSync('dist/licenses.txt', licenses().join('\n\n'));
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

// The job's end has an entry of its own, though the code is one bundle: a step that was killed at its very start has
// left no state by which the job's end could be told from the step.
writeFileSync('dist/job-end.js', "require('./index.js');\n");

/** The licences of the packages in dist/. ncc's own list leaves out those of which it makes one module with ours. */
function licenses() {
  const { dependencies } = require('../package.json');
  return Object.entries(dependencies)
    .filter(([, version]) => !version.startsWith('file:'))
    .map(([name]) => {
      const directory = `node_modules/${name}`;
      const [file] = globSync(`${directory}/LICENSE*`);
      return [name, require(`../${directory}/package.json`).license, '', readFileSync(file, 'utf8')].join('\n');
    });
}
