import { Failure } from '../failure.ts';
import type { Endpoints } from '../identity.ts';
import { hosts } from './known-clouds.ts';

// Most clouds' object stores take the keys that Keystone makes. These do not.

// Source: https://docs.otc.t-systems.com/identity-access-management/api-ref
const huaweiStack = [hosts.openTelekomCloud, hosts.huaweiCloud, hosts.flexibleEngine];

const others: readonly (readonly [host: RegExp, cloud: string, where: string])[] = [
  [hosts.vkCloud, 'VK Cloud', 'under Object Storage → Account'],
  [hosts.selectel, 'Selectel', 'for the service user, in the control panel'],
  [/\.cloud\.switch\.ch$/, 'SWITCH Cloud', 'in the portal'],
];

/** hasSecurityTokens tells whether a cloud is one with temporary access keys, and without application credentials. */
export function hasSecurityTokens({ hostname }: URL): boolean {
  return huaweiStack.some((host) => host.test(hostname));
}

/** checkObjectStore throws `s3-unavailable` for a cloud whose object store takes no keys that can be made here. */
export function checkObjectStore({ hostname }: URL): void {
  const found = others.find(([host]) => host.test(hostname));
  if (found !== undefined) {
    const [, cloud, where] = found;
    throw new Failure('s3-unavailable', {
      message: `\`export: s3\` cannot be had on ${cloud}: its object store takes no keys of Keystone's.`,
      advice: [`Make keys ${where}, and store them as secrets.`],
    });
  }
}

/** s3Endpoint returns where a catalogue has an object store that speaks S3; undefined if it has none. */
export function s3Endpoint({ urls }: Endpoints): string | undefined {
  const swift = urls.get('object-store') ?? '';
  // Open Telekom Cloud's and Huawei Cloud's is of the type `object`.
  return urls.get('s3') ?? urls.get('object') ?? (URL.canParse(swift) ? new URL(swift).origin : undefined);
}
