import { spawnSync } from 'node:child_process';

/**
 * installMissing installs those of the Debian packages that are not there, as root or with sudo.
 * It throws an Error that says what to do where that cannot be done.
 */
export function installMissing(packages: readonly string[]): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) {
    return;
  }
  const [program, ...prefix] = asRoot(missing);
  const run = (...args: string[]) =>
    spawnSync(program, [...prefix, 'apt-get', '-o', 'DPkg::Lock::Timeout=600', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  const install = () => run('install', '--yes', '--quiet', '--no-install-recommends', ...missing);

  process.stderr.write(`Installing ${missing.join(', ')} …\n`);
  let outcome = install();
  if (outcome.status !== 0) {
    // Package lists are absent (images) or old.
    run('update', '--quiet');
    outcome = install();
  }
  if (outcome.status !== 0) {
    throw new Error(`apt-get could not install ${missing.join(', ')}:\n${outcome.stdout}${outcome.stderr}`);
  }
}

function isInstalled(name: string): boolean {
  const { status, stdout } = spawnSync('dpkg-query', ['--status', name], { encoding: 'utf8' });
  return status === 0 && /^Status: .* installed$/m.test(stdout);
}

function asRoot(missing: readonly string[]): [string, ...string[]] {
  const succeeds = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  if (!succeeds('apt-get', '--version')) {
    throw new Error(`A Keystone needs Debian or Ubuntu: there is no apt-get here to install ${missing.join(', ')}.`);
  }
  // Maintainer scripts are never to ask or to start anything.
  const environment = ['env', 'DEBIAN_FRONTEND=noninteractive'] as const;
  if (process.getuid?.() === 0) {
    return [...environment];
  }
  if (succeeds('sudo', '--non-interactive', 'true')) {
    return ['sudo', '--non-interactive', ...environment];
  }
  throw new Error(
    `A Keystone needs packages that only root can install. Run: sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
  );
}
