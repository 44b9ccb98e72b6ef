import type { Trust } from '../../identity.ts';
import { flag } from '../flag.ts';
import type { Options } from '../options.ts';
import { clientCertificate } from './client-certificate.ts';
import { certificates, type TrustMeans } from './pem.ts';

/** trustGiven gives how the cloud's server is trusted, and by what it trusts. Throws `input-invalid` and `input-missing`. */
export function trustGiven(options: Options, means: TrustMeans): Trust {
  const { cacert, insecure } = options;
  const client = clientCertificate(options, means);
  return {
    ...(cacert && { ca: certificates(cacert, means.readFile) }),
    insecure: flag(insecure),
    ...(client && { client }),
  };
}
