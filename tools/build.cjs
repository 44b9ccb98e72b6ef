// npm run build: src/ → lib/, JavaScript → dist/, one bundle with all it needs.

const { execSync } = require('node:child_process');
const { rmSync, writeFileSync } = require('node:fs');

rmSync('lib', { recursive: true, force: true });
rmSync('dist', { recursive: true, force: true });

execSync('tsc -p src', { stdio: 'inherit' });
// Of JavaScript without a type ncc makes CommonJS. Node loads it in four fifths of the time, and with 1 MiB less.
writeFileSync('lib/package.json', '{}\n');
execSync('ncc build lib/index.js --out dist --license licenses.txt', { stdio: 'inherit' });
// ncc's own minifier keeps the names of functions, and what is used by nothing but itself: a fifth more.
execSync('terser dist/index.js --compress passes=3 --mangle --output dist/index.js', { stdio: 'inherit' });
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

// The job's end has an entry of its own, though the code is one bundle: a step that was killed at its very start has
// left no state by which the job's end could be told from the step.
writeFileSync('dist/job-end.js', "require('./index.js');\n");
