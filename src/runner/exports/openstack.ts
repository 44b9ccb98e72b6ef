import type { ApplicationCredential, Session, Token } from '../../identity.ts';
import type { Exporter } from './exporter.ts';
import { endpointMissing } from './missing.ts';
import { besideCredential } from './own-credential.ts';
import { foreignTrust, named, trustFiles, trustVariables } from './trust.ts';

/** The name of the one cloud in the clouds.yaml. */
export const cloudName = 'keystone-token';

/**
 * openstack is for the `openstack` command, openstacksdk and Ansible's openstack.cloud: a clouds.yaml with one cloud. With
 * an application credential of the job's own they get tokens by themselves (`v3applicationcredential`). Else they exchange
 * the token for one of their own at each start (`v3token`); one that Keystone does not exchange they are made to use as it
 * is (`admin_token`), for which they need to be told each service's endpoint.
 */
export const openstack: Exporter = (session, pathOf) => {
  const { trust, endpoints } = session;
  const { region, interfaces } = endpoints;
  const { paths, files } = trustFiles(trust, pathOf);
  const text = {
    ...login(session),
    // openstacksdk fills in what stands in braces (Python's str.format).
    ...(region !== '' && { region_name: region.replace(/[{}]/g, '$&$&') }),
    interface: interfaces.length === 1 ? interfaces[0] : interfaces,
    identity_api_version: '3',
    ...named(paths, { ca: 'cacert', cert: 'cert', key: 'key' }),
    ...(trust.insecure && { verify: false }),
  };
  return {
    variables: {
      OS_CLIENT_CONFIG_FILE: pathOf('clouds.yaml'),
      OS_CLOUD: cloudName,
      // What is built on gophercloud, as Packer is, does not look for them in the file.
      ...named(paths, trustVariables),
    },
    unwanted: {
      ...unwanted(session),
      OS_REGION_NAME: region,
      OS_INTERFACE: interfaces[0],
      OS_IDENTITY_API_VERSION: '3',
    },
    files: { 'clouds.yaml': yaml({ clouds: { [cloudName]: text } }), ...files },
  };
};

function login(session: Session): object {
  if (session.applicationCredential) {
    return own(session.endpoint, session.applicationCredential);
  }
  return session.token.exchangeable ? exchanged(session) : asItIs(session);
}

function own(endpoint: URL, { id, secret }: ApplicationCredential): object {
  return {
    auth_type: 'v3applicationcredential',
    auth: {
      auth_url: endpoint.href,
      application_credential_id: id,
      application_credential_secret: secret.reveal(),
    },
  };
}

function exchanged({ token, endpoint }: Session): object {
  return {
    auth_type: 'v3token',
    auth: { auth_url: endpoint.href, token: token.id.reveal(), ...scopeOf(token) },
  };
}

function scopeOf({ scope, project, domain }: Token): object {
  switch (scope) {
    case 'project':
      return { project_id: project?.id };
    case 'domain':
      return { domain_id: domain?.id };
    case 'system':
      return { system_scope: 'all' };
    case 'unscoped':
      return {};
  }
}

function asItIs({ token, endpoint, endpoints }: Session): object {
  if (endpoints.urls.size === 0 || (endpoints.region === '' && endpoints.regions.length > 1)) {
    throw endpointMissing('openstack', 'the endpoints of the services', endpoints);
  }
  const overrides = [...endpoints.urls, ['identity', endpoint.href] as const].map(([type, url]) => [
    `${type.replaceAll('-', '_')}_endpoint_override`,
    url.replaceAll('{', '%7B').replaceAll('}', '%7D'),
  ]);
  return {
    ...Object.fromEntries(overrides),
    auth_type: 'admin_token',
    auth: { endpoint: endpoint.href, token: token.id.reveal() },
  };
}

// The command lets most variables win over the file and hands them to a plugin that has no such option. Observed with
// python-openstackclient 6.0 and its development branch of August 2026, in which OS_TOKEN, OS_PROJECT_ID and
// OS_SYSTEM_SCOPE win too; openstacksdk reads none of them beside OS_CLOUD.
function unwanted({ token, endpoint, applicationCredential }: Session): Readonly<Record<string, string>> {
  const { id, exchangeable, project } = token;
  return {
    OS_AUTH_TYPE: '',
    OS_TOKEN: id.reveal(),
    ...besideCredential(applicationCredential),
    ...(applicationCredential && {
      OS_AUTH_URL: endpoint.href,
      OS_TRUST_ID: '',
      OS_SYSTEM_SCOPE: '',
    }),
    OS_USER_DOMAIN_ID: '',
    OS_USER_DOMAIN_NAME: '',
    OS_PASSCODE: '',
    OS_PROJECT_ID: exchangeable ? (project?.id ?? '') : '',
    OS_PROJECT_NAME: '',
    OS_TENANT_ID: '',
    OS_TENANT_NAME: '',
    OS_DOMAIN_ID: '',
    OS_DOMAIN_NAME: '',
    OS_SERVICE_PROVIDER: '',
    ...foreignTrust,
    ...(exchangeable
      ? { OS_AUTH_URL: endpoint.href, OS_TRUST_ID: '', OS_SYSTEM_SCOPE: '' }
      : { OS_PROJECT_DOMAIN_ID: '', OS_PROJECT_DOMAIN_NAME: '' }),
  };
}

/** JSON is YAML, except that YAML writes characters beyond the first 65,536 another way. */
function yaml(value: object): string {
  return `${JSON.stringify(value, null, 2).replace(/[^\n -~]/gu, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\U${character.codePointAt(0)?.toString(16).padStart(8, '0')}`;
}
