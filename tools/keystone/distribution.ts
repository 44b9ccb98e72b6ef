import { join } from 'node:path';
import type { Distributor } from '../distributor.ts';
import { versionOf, virtualEnvironment } from '../python/environment.ts';
import { installMissing } from './packages.ts';

/** A Keystone that is installed. */
export interface Distribution {
  readonly from: Distributor;
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

/** installKeystone installs a Keystone, the web server it runs behind, and more of Debian's packages, where they are missing. */
export function installKeystone(from: Distributor, packages: readonly string[] = []): Distribution {
  installMissing([...webServer, ...(from === 'debian' ? ['python3-keystone'] : []), ...packages]);
  if (from === 'debian') {
    const python = '/usr/bin/python3';
    return { from, version: versionOf(python, 'keystone'), python, wsgiScript: '/usr/bin/keystone-wsgi-public' };
  }
  const pythonHome = virtualEnvironment('keystone');
  const python = `${pythonHome}/bin/python3`;
  const wsgiScript = join(import.meta.dirname, 'application.wsgi');
  return { from, version: versionOf(python, 'keystone'), python, wsgiScript, pythonHome };
}
