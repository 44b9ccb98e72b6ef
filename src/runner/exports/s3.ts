import type { Exporter } from './exporter.ts';
import { endpointMissing } from './missing.ts';
import { named, trustFiles } from './trust.ts';

/**
 * s3 is for what speaks S3: the `aws` command, the AWS SDKs, and rclone for every remote of the type `s3`, also one that no
 * configuration names (`rclone ls :s3:`). s3cmd finds the keys, and is told the rest.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html; https://rclone.org/s3/
 */
export const s3: Exporter = ({ objectStore, trust, endpoints }, pathOf) => {
  if (objectStore === undefined) {
    throw endpointMissing('s3', 'the endpoint of the object store', endpoints);
  }
  const { keys, endpoint } = objectStore;
  const { paths, files } = trustFiles(trust, pathOf);
  const region = endpoints.region || 'us-east-1';
  return {
    variables: {
      AWS_ACCESS_KEY_ID: keys.accessKey.reveal(),
      AWS_SECRET_ACCESS_KEY: keys.secretKey.reveal(),
      ...(keys.sessionToken && { AWS_SESSION_TOKEN: keys.sessionToken.reveal() }),
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      // Checksums of AWS's own, which since 2025 its tools send and expect unless told otherwise.
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
      ...(paths.ca && { AWS_CA_BUNDLE: paths.ca }),
      RCLONE_S3_PROVIDER: keys.sessionToken ? 'HuaweiOBS' : 'Other',
      RCLONE_S3_ENV_AUTH: 'true',
      RCLONE_S3_ENDPOINT: endpoint,
      RCLONE_S3_REGION: region,
      ...named(paths, { ca: 'RCLONE_CA_CERT', cert: 'RCLONE_CLIENT_CERT', key: 'RCLONE_CLIENT_KEY' }),
      ...(trust.insecure && { RCLONE_NO_CHECK_CERTIFICATE: 'true' }),
    },
    // No AWS_CA_BUNDLE or AWS_PROFILE: an empty one is worse, it switches the check off, or is a profile's name.
    unwanted: { AWS_SESSION_TOKEN: '', AWS_SECURITY_TOKEN: '' },
    files,
  };
};
