import type { Session } from '../identity.ts';
import { longestOutput } from './limits.ts';
import { warning } from './log.ts';

/** The step's outputs, in the order of action.yml. */
export const outputNames = [
  'token',
  'expires-at',
  'issued-at',
  'expires-in',
  'auth-url',
  'user-id',
  'user-name',
  'project-id',
  'project-name',
  'domain-id',
  'domain-name',
  'roles',
  'methods',
  'region-name',
  'endpoints',
  'projects',
  'clouds-yaml',
  'application-credential-id',
  'application-credential-secret',
] as const;

type Outputs = Readonly<Record<(typeof outputNames)[number], string>>;

/** outputsOf returns every output. The token has been masked when it was read. */
export function outputsOf(session: Session, cloudsYaml: string): Outputs {
  const { token, applicationCredential, endpoint, endpoints, projects } = session;
  return {
    token: token.id.reveal(),
    'expires-at': token.expiresAt.toISOString(),
    'issued-at': token.issuedAt.toISOString(),
    'expires-in': String(token.lifetime),
    'auth-url': endpoint.href,
    'user-id': token.user.id,
    'user-name': token.user.name,
    'project-id': token.project?.id ?? '',
    'project-name': token.project?.name ?? '',
    'domain-id': token.domain?.id ?? '',
    'domain-name': token.domain?.name ?? '',
    roles: JSON.stringify(token.roles),
    methods: JSON.stringify(token.methods),
    'region-name': endpoints.region,
    endpoints: shortened(endpoints.urls),
    projects: projects
      ? JSON.stringify(projects.map(({ id, name, domainId }) => ({ id, name, domain_id: domainId })))
      : '',
    'clouds-yaml': cloudsYaml,
    'application-credential-id': applicationCredential?.id ?? '',
    'application-credential-secret': applicationCredential?.secret.reveal() ?? '',
  };
}

// The services everybody knows come first.
function shortened(urls: ReadonlyMap<string, string>): string {
  const entries: string[] = [];
  let size = '{}'.length;
  for (const [type, url] of urls) {
    const entry = `${JSON.stringify(type)}:${JSON.stringify(url)}`;
    size += Buffer.byteLength(entry) + ','.length;
    if (size > longestOutput()) {
      warning(
        `The output \`endpoints\` holds ${entries.length} of ${urls.size} names: with all, no step could use it.`,
      );
      break;
    }
    entries.push(entry);
  }
  return `{${entries.join(',')}}`;
}
