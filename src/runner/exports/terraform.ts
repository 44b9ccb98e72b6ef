import type { Exporter } from './exporter.ts';
import { besideCredential } from './own-credential.ts';
import { foreignTrust, named, trustFiles, trustVariables } from './trust.ts';

/**
 * terraform is for Terraform and OpenTofu with the openstack provider, and for what else is built on gophercloud's
 * clientconfig. They take a token as it is only if nothing asks for a scope and renewal is off; with a scope they try to
 * exchange it, which Keystone refuses for what was delegated. OS_AUTH_TOKEN is what the vkcs and huaweicloud providers
 * read. With an application credential of the job's own they renew their token by themselves, and no scope may be asked
 * for either. Source: gophercloud/openstack/client.go (v3auth), terraform-provider-openstack/openstack/provider.go.
 */
export const terraform: Exporter = ({ token, applicationCredential, endpoint, trust, endpoints }, pathOf) => {
  const { paths, files } = trustFiles(trust, pathOf);
  const [first] = endpoints.interfaces;
  return {
    variables: {
      OS_AUTH_URL: endpoint.href,
      ...(applicationCredential
        ? {
            OS_AUTH_TYPE: 'v3applicationcredential',
            OS_APPLICATION_CREDENTIAL_ID: applicationCredential.id,
            OS_APPLICATION_CREDENTIAL_SECRET: applicationCredential.secret.reveal(),
          }
        : { OS_TOKEN: token.id.reveal(), OS_AUTH_TOKEN: token.id.reveal(), OS_ALLOW_REAUTH: 'false' }),
      ...(endpoints.region !== '' && { OS_REGION_NAME: endpoints.region }),
      ...(first !== 'public' && { OS_ENDPOINT_TYPE: first, OS_INTERFACE: first }),
      ...named(paths, trustVariables),
      ...(trust.insecure && { OS_INSECURE: 'true' }),
    },
    unwanted: {
      ...besideCredential(applicationCredential),
      ...Object.fromEntries(scopes.map((name) => [name, ''])),
      OS_CLOUD: '',
      OS_IDENTITY_API_VERSION: '3',
      OS_REGION_NAME: '',
      OS_ENDPOINT_TYPE: 'public',
      OS_INTERFACE: 'public',
      ...foreignTrust,
    },
    files,
  };
};

// A user's domain is refused beside a token by providers of before 2020, and taken for a scope by Open Telekom Cloud's.
const scopes = ['PROJECT', 'TENANT', 'DOMAIN', 'USER_DOMAIN', 'PROJECT_DOMAIN']
  .flatMap((what) => [`OS_${what}_ID`, `OS_${what}_NAME`])
  .concat('OS_DEFAULT_DOMAIN', 'OS_SYSTEM_SCOPE', 'OS_TRUST_ID');
