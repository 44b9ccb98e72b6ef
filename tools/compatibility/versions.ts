import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type GoProgramName, versionOfGoProgram } from '../go.ts';
import { type Requirements, versionOf, virtualEnvironment } from '../python/environment.ts';

/** A program, and the versions of it that were run. */
export interface Versions {
  readonly name: string;
  readonly debian?: string;
  readonly newest?: string;
}

const python: readonly (readonly [name: string, debianPackage: string, list: Requirements, pypiPackage: string])[] = [
  ['Keystone', 'python3-keystone', 'keystone', 'keystone'],
  ['openstack (python-openstackclient)', 'python3-openstackclient', 'clients', 'python-openstackclient'],
  ['openstacksdk', 'python3-openstacksdk', 'clients', 'openstacksdk'],
  ['keystoneauth1', 'python3-keystoneauth1', 'clients', 'keystoneauth1'],
  ['Ansible', 'ansible', 'clients', 'ansible'],
  ['swift (python-swiftclient)', 'python3-swiftclient', 'clients', 'python-swiftclient'],
];

const debianAlone: readonly (readonly [name: string, debianPackage: string])[] = [
  ['Swift, with s3api and s3token', 'python3-swift'],
  ['mod_auth_openidc', 'libapache2-mod-auth-openidc'],
  ['gophercloud', 'golang-github-gophercloud-gophercloud-dev'],
  ['rclone', 'rclone'],
  ['Packer', 'packer'],
  ['curl', 'curl'],
];

const goModules: readonly (readonly [name: string, program: GoProgramName])[] = [
  ['OpenTofu', 'tofu'],
  ['terraform-provider-openstack', 'terraform-provider-openstack'],
  ['act', 'act'],
];

/** versions returns which versions of what the tests run on this machine. */
export function versions(): readonly Versions[] {
  return [
    ...python.map(([name, debianPackage, list, pypiPackage]) => ({
      name,
      debian: debianVersion(debianPackage),
      newest: versionOf(join(virtualEnvironment(list), 'bin/python3'), pypiPackage),
    })),
    ...debianAlone.map(([name, debianPackage]) => ({ name, debian: debianVersion(debianPackage) })),
    ...goModules.map(([name, program]) => ({ name, newest: versionOfGoProgram(program).slice(1) })),
  ];
}

/** The version of the program inside a Debian package, without Debian's own numbers around it. */
function debianVersion(name: string): string {
  const [, version = ''] = execFileSync('dpkg-query', ['--show', name], { encoding: 'utf8' }).trim().split('\t');
  return version.replace(/^\d+:/, '').replace(/[-+~].*$/, '');
}
