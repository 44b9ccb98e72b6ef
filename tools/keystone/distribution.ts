import { join } from 'node:path';
import { versionOf, virtualEnvironment } from '../python/environment.ts';
import { installMissing } from './packages.ts';

/** Who made the Keystone that is run: Debian, whose release is of 2022, or OpenStack, whose newest is on PyPI. */
export type Source = 'debian' | 'pypi';

/** A Keystone that is installed. */
export interface Distribution {
  readonly source: Source;
  readonly version: string;
  /** The interpreter that sees its packages. */
  readonly python: string;
  /** What Apache's mod_wsgi loads. */
  readonly wsgiScript: string;
  /** The virtual environment it is in. */
  readonly pythonHome?: string;
}

// The libraries and programs alone: unlike Debian's `keystone` and `apache2`, which wrap these, none of them has a
// service, a user or a configuration of its own.
const webServer = ['apache2-bin', 'libapache2-mod-wsgi-py3'] as const;

/** wantedSource returns what KEYSTONE_FROM says, or `debian`. It throws an Error where that is neither. */
export function wantedSource(): Source {
  const wanted = process.env['KEYSTONE_FROM'] ?? 'debian';
  if (wanted !== 'debian' && wanted !== 'pypi') {
    throw new Error(`KEYSTONE_FROM is ${JSON.stringify(wanted)}, but must be debian or pypi`);
  }
  return wanted;
}

/** installKeystone installs a Keystone, the web server it runs behind, and more of Debian's packages, where they are missing. */
export function installKeystone(source: Source, packages: readonly string[] = []): Distribution {
  installMissing([...webServer, ...(source === 'debian' ? ['python3-keystone'] : []), ...packages]);
  if (source === 'debian') {
    const python = '/usr/bin/python3';
    return { source, version: versionOf(python, 'keystone'), python, wsgiScript: '/usr/bin/keystone-wsgi-public' };
  }
  const pythonHome = virtualEnvironment('keystone');
  const python = `${pythonHome}/bin/python3`;
  const wsgiScript = join(import.meta.dirname, 'application.wsgi');
  return { source, version: versionOf(python, 'keystone'), python, wsgiScript, pythonHome };
}
