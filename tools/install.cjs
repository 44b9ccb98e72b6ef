// Installs what the tools need where it is missing. Runs before anything is installed, on Node 20 as well.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');

function isInstalled(name) {
  try {
    require.resolve(name, { paths: [root] });
    return true;
  } catch {
    return false;
  }
}

/** Whether the `node` that npm's scripts start, node_modules/.bin first, is new enough. */
function checkNode(stdio) {
  return spawnSync('node', [join(__dirname, 'require-node-24.cjs')], { stdio }).status === 0;
}

if (!['js-yaml', 'selfsigned'].every(isInstalled) || !checkNode('ignore')) {
  console.log('Installing the development dependencies (npm ci), once …');
  const npm = process.env.npm_execpath;
  const quietly = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(process.execPath, [npm, ...quietly], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    console.error('`npm ci` failed; what it said stands above.');
    process.exit(1);
  }
}
if (!checkNode('inherit')) {
  process.exit(1);
}
