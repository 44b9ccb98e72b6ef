import type { Trust } from '../../identity.ts';
import type { Options } from '../options.ts';
import { isTrue } from '../truth.ts';
import { clientCertificate } from './client-certificate.ts';
import { certificates, type TrustMeans } from './pem.ts';

/** trustGiven returns how the cloud's server is trusted, and the certificate it is shown. Throws `input-invalid` and `input-missing`. */
export function trustGiven(options: Options, means: TrustMeans): Trust {
  const { cacert, insecure } = options;
  const client = clientCertificate(options, means);
  return {
    ...(cacert && { ca: certificates(cacert, means.readFile) }),
    insecure: isTrue(insecure),
    ...(client && { client }),
  };
}
