import type { KeystoneFacts } from '../keystone/server.ts';

/** The servers that store, each behind a ring of its own. */
export const stores = ['account', 'container', 'object'] as const;

/** What Swift's configuration files are made from. */
export interface Place {
  readonly directory: string;
  /** The region that an S3 client must sign for. */
  readonly region: string;
}

/** swiftConf returns the text of swift.conf, without which no part of Swift starts. */
export function swiftConf(): string {
  return '[swift-hash]\nswift_hash_path_suffix = of-a-test\n';
}

/** storeConf returns the text of the configuration of a server that stores. */
export function storeConf(store: (typeof stores)[number], { directory }: Place): string {
  return `
[DEFAULT]
swift_dir = ${directory}
devices = ${directory}
mount_check = false
log_custom_handlers = __main__.log_here
fallocate_reserve = 0

[app:main]
use = egg:swift#${store}
`;
}

/**
 * proxyConf returns the text of the configuration of the server that clients meet: the Object Storage API for who brings a
 * token, and S3 for who signs with EC2 credentials, which Keystone checks. Everybody with the role member may write.
 */
export function proxyConf(
  { directory, region }: Place,
  { plainAuthUrl, caFile, adminPassword }: KeystoneFacts,
): string {
  const service = `
auth_type = password
auth_url = ${plainAuthUrl}
username = admin
password = ${adminPassword}
user_domain_id = users
project_name = admin
project_domain_id = users`;
  return `
[DEFAULT]
swift_dir = ${directory}
log_custom_handlers = __main__.log_here

[pipeline:main]
pipeline = catch_errors authtoken s3api s3token keystoneauth slo dlo proxy-server

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:s3api]
use = egg:swift#s3api
location = ${region}

[filter:s3token]
use = egg:swift#s3token
auth_uri = ${plainAuthUrl}
delay_auth_decision = true${service}

[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
delay_auth_decision = true
# A token that is revoked is refused at once.
token_cache_time = -1
www_authenticate_uri = ${plainAuthUrl}
# It asks where the catalogue says Keystone is.
cafile = ${caFile}${service}

[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = member

[filter:slo]
use = egg:swift#slo

[filter:dlo]
use = egg:swift#dlo

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
`;
}
