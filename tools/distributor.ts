/** Who distributes the OpenStack that is run: Debian, whose release is of 2022, or OpenStack itself, by PyPI, the newest. */
export type Distributor = 'debian' | 'pypi';

/** wantedDistributor returns what OPENSTACK_FROM says, or `debian`. It throws an Error where that is neither. */
export function wantedDistributor(): Distributor {
  const wanted = process.env['OPENSTACK_FROM'] ?? 'debian';
  if (wanted !== 'debian' && wanted !== 'pypi') {
    throw new Error(`OPENSTACK_FROM is ${JSON.stringify(wanted)}, but must be debian or pypi`);
  }
  return wanted;
}
