import { createHash, createHmac } from 'node:crypto';
import type { KeystoneClient } from '../../tools/keystone/client.ts';

/**
 * signed asks a Keystone what a signature is worth that S3 keys make, as an object store asks it (`admin` is the store).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function signed(
  admin: KeystoneClient,
  accessKey: string,
  secretKey: string,
): Promise<{ readonly status: number; readonly roles: readonly string[] }> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), 'RegionOne', 's3', 'aws4_request'];
  const hash = createHash('sha256').update('a request').digest('hex');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash].join('\n');
  const key = scope.reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretKey}`,
  );
  const { status, body } = await admin.send('POST', '/s3tokens', {
    credentials: {
      access: accessKey,
      token: Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
      signature: createHmac('sha256', key).update(text).digest('hex'),
    },
  });
  const roles: readonly { readonly name: string }[] = Object(Object(body).token).roles ?? [];
  return { status, roles: roles.map(({ name }) => name).toSorted() };
}
