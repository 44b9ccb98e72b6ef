import { wantedDistributor } from './distributor.ts';
import { installMissing } from './keystone/packages.ts';
import { virtualEnvironment } from './python/environment.ts';

/** The programs that later steps use OpenStack with, installed. */
export interface Clients {
  /** The value of PATH with which they are found. */
  readonly path: string;
  /** The interpreter that sees their libraries. */
  readonly python: string;
}

/** Of these, both distributors have a release. */
const debianPackages = [
  'python3-openstackclient',
  'python3-openstacksdk',
  'ansible',
  'python3-swiftclient',
  'awscli',
  's3cmd',
] as const;
/** These are Debian's in any case. */
const others = ['rclone', 'packer', 'curl'] as const;

/** installClients installs the wanted distributor's clients where they are missing. */
export function installClients(): Clients {
  const path = '/usr/bin:/bin';
  if (wantedDistributor() === 'debian') {
    installMissing([...debianPackages, ...others]);
    return { path, python: '/usr/bin/python3' };
  }
  installMissing(others);
  const home = virtualEnvironment('clients');
  return { path: `${home}/bin:${path}`, python: `${home}/bin/python3` };
}
