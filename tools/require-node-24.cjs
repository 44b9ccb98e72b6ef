// Fails where the tools and tests, which are TypeScript run as it is, would not run. Itself it runs on any Node.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const isNewEnough = (version) => Number(version.split('.')[0]) >= 24;

/**
 * npm 10 does not link the `node` of this platform's package, because the packages of other platforms, which it leaves out,
 * have one of that name. npm's scripts look into node_modules/.bin first.
 */
function linkNode() {
  const name = `node-${process.platform.replace('32', '')}-${process.arch}`;
  const npm = process.env.npm_execpath;
  if (npm && existsSync(join(__dirname, '..', 'node_modules', name))) {
    spawnSync(process.execPath, [npm, 'rebuild', name], { cwd: join(__dirname, '..'), stdio: 'ignore' });
  }
  return isNewEnough(String(spawnSync('node', ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout));
}

if (!isNewEnough(process.versions.node) && !linkNode()) {
  console.error(
    [
      `This needs Node 24 or newer, and this is Node ${process.versions.node}.`,
      'On Linux and Windows, `npm ci` (without --omit=optional) puts one into node_modules for the npm scripts to use.',
      'Elsewhere install Node 24, https://nodejs.org/.',
    ].join('\n'),
  );
  process.exit(1);
}
