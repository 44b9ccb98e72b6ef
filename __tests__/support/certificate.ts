import { generate } from 'selfsigned';

/** A PEM certificate and its key, for a server at localhost. */
export async function certificate(): Promise<{ cert: string; key: string }> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  return { cert, key };
}
