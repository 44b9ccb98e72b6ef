import type { Distribution } from './distribution.ts';

/** Sections of keystone.conf, by name. */
export type Conf = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** What both configuration files are made from. */
export interface Place {
  readonly distribution: Pick<Distribution, 'from' | 'wsgiScript' | 'pythonHome'>;
  /** The directory that holds everything of this Keystone. */
  readonly directory: string;
  readonly httpsPort: number;
  readonly httpPort: number;
}

/** The directories, beside keystone.conf, that hold Keystone's Fernet keys. */
export const keyRepositories = ['credential-keys', 'receipt-keys', 'token-keys'] as const;

const methods = 'password,token,totp,application_credential,mapped,openid,oauth1';

/** keystoneConf gives the text of keystone.conf; what is in `extra` is added, or replaces what is set here. */
export function keystoneConf({ directory, distribution }: Place, extra: Conf): string {
  const own: Conf = {
    // By Keystone 30 no token is made of an EC2 credential, which S3 needs, unless this says so; Debian's does not know it.
    auth: { methods: `${methods}${distribution.from === 'pypi' ? ',ec2credential' : ''}` },
    // Without a cache Keystone takes 200 ms for a request; a cache in memory is coherent as there is one process.
    cache: { enabled: true, backend: 'dogpile.cache.memory' },
    // Keystone decrypts a credential in place, and this cache would hand it the same object again: 500 for a passcode.
    credential: { caching: false, key_repository: `${directory}/${keyRepositories[0]}` },
    database: { connection: `sqlite:///${directory}/keystone.db`, sqlite_synchronous: false },
    fernet_receipts: { key_repository: `${directory}/${keyRepositories[1]}` },
    fernet_tokens: { key_repository: `${directory}/${keyRepositories[2]}` },
    identity: {
      // Bootstrap gives the default domain this id. A domain-scoped Fernet token needs a domain id that is either a
      // UUID or this one.
      default_domain_id: 'users',
      // The least that bcrypt allows: a login takes a few milliseconds instead of a quarter of a second.
      password_hash_rounds: 4,
    },
  };
  const lines: string[] = [];
  for (const section of new Set([...Object.keys(own), ...Object.keys(extra)])) {
    lines.push(`[${section}]`);
    for (const [key, value] of Object.entries({ ...own[section], ...extra[section] })) {
      lines.push(`${key} = ${value}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'env', 'headers', 'ssl', 'wsgi'] as const;

/**
 * apacheConf gives the text of an Apache configuration that serves Keystone at `/` and, as many clouds do, under a
 * prefix, `/identity`. `extra` is added at server level, where both ports see it.
 */
export function apacheConf({ distribution, directory, httpsPort, httpPort }: Place, extra: string): string {
  const { wsgiScript, pythonHome } = distribution;
  const home = pythonHome === undefined ? '' : ` python-home=${pythonHome}`;
  return `
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}

ServerRoot ${directory}
DefaultRuntimeDir ${directory}
PidFile ${directory}/apache.pid
Mutex file:${directory} default
ErrorLog ${directory}/log
LogLevel warn ssl:error
ServerName 127.0.0.1
ServerTokens Prod
Listen 127.0.0.1:${httpPort}
Listen 127.0.0.1:${httpsPort}

# One process with one thread: Keystone leaves SQLite transactions open now and then, and they must not stand in each
# other's way. Requests in parallel are Apache's business; they wait here for their turn, which is a few milliseconds.
WSGIDaemonProcess keystone processes=1 threads=1 home=${directory}${home}
WSGISocketPrefix ${directory}/wsgi
WSGIProcessGroup keystone
WSGIApplicationGroup %{GLOBAL}
WSGIImportScript ${wsgiScript} process-group=keystone application-group=%{GLOBAL}
WSGIScriptAlias /identity ${wsgiScript}
WSGIScriptAlias / ${wsgiScript}
WSGIPassAuthorization On

<VirtualHost 127.0.0.1:${httpsPort}>
  SSLEngine On
  SSLCertificateFile ${directory}/server.pem
  SSLCertificateKeyFile ${directory}/server.key
</VirtualHost>
${extra}
`;
}
