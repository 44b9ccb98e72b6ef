import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache.ts';
import { virtualEnvironment } from './python/environment.ts';

/** A program that a Go module has the source of. */
interface GoProgram {
  readonly module: string;
  readonly version: string;
  /** The directory of its package inside the module. */
  readonly directory: string;
}

const programs = {
  act: { module: 'github.com/nektos/act', version: 'v0.2.89', directory: '.' },
  actionlint: { module: 'github.com/rhysd/actionlint', version: 'v1.7.12', directory: './cmd/actionlint' },
  tofu: { module: 'github.com/opentofu/opentofu', version: 'v1.12.6', directory: './cmd/tofu' },
  'terraform-provider-openstack': {
    module: 'github.com/terraform-provider-openstack/terraform-provider-openstack/v3',
    version: 'v3.4.0',
    directory: '.',
  },
} as const satisfies Readonly<Record<string, GoProgram>>;

export type GoProgramName = keyof typeof programs;

/** versionOfGoProgram returns the version of a program that goProgram builds. */
export function versionOfGoProgram(name: GoProgramName): string {
  return programs[name].version;
}

/**
 * goProgram returns the path of a program, which it builds once for each version, by a Go toolchain from PyPI. It throws
 * an Error where the build fails, with what the compiler said.
 */
export function goProgram(name: GoProgramName): string {
  const { module, version, directory } = programs[name];
  const place = cacheDirectory('go', `${name}-${version}`);
  const program = join(place, name);
  if (!existsSync(program)) {
    process.stderr.write(`Building ${module} ${version} …\n`);
    const build = mkdtempSync(join(place, 'build-'));
    // Inside the module, because only there its own `replace` directives count; `go install` refuses them.
    const { Dir: source } = Object(JSON.parse(go(['mod', 'download', '-json', `${module}@${version}`], place)));
    go(['build', '-trimpath', '-ldflags=-s -w', '-o', join(build, name), directory], String(source));
    renameSync(join(build, name), program);
    rmSync(build, { recursive: true });
  }
  return program;
}

function go(args: readonly string[], directory: string): string {
  return execFileSync(join(virtualEnvironment('go'), 'bin/go'), args, {
    cwd: directory,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
}
