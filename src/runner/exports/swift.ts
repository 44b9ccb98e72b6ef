import type { Exporter } from './exporter.ts';
import { endpointMissing } from './missing.ts';
import { foreignTrust, named, trustFiles, trustVariables } from './trust.ts';

/**
 * swift is for the `swift` command and rclone, which use a storage URL and a token as they are; rclone for every remote
 * of the type `swift`, also one that no configuration names (`rclone ls :swift:`).
 */
export const swift: Exporter = ({ token, trust, endpoints }, pathOf) => {
  const url = endpoints.urls.get('object-store');
  if (url === undefined) {
    throw endpointMissing('swift', 'the endpoint of the object store', endpoints);
  }
  const { paths, files } = trustFiles(trust, pathOf);
  return {
    variables: {
      OS_STORAGE_URL: url,
      OS_AUTH_TOKEN: token.id.reveal(),
      RCLONE_SWIFT_ENV_AUTH: 'true',
      ...named(paths, trustVariables),
      ...named(paths, { ca: 'RCLONE_CA_CERT', cert: 'RCLONE_CLIENT_CERT', key: 'RCLONE_CLIENT_KEY' }),
      ...(trust.insecure && { SWIFTCLIENT_INSECURE: 'true', RCLONE_NO_CHECK_CERTIFICATE: 'true' }),
    },
    unwanted: foreignTrust,
    files,
  };
};
