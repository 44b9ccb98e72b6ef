import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { newAuthority, newCertificate } from '../../tools/certificates.ts';
import { at, KeystoneClient } from '../../tools/keystone/client.ts';
import { type Keystone, type KeystoneOptions, startKeystone } from '../../tools/keystone/server.ts';
import { portOf } from '../../tools/loopback.ts';
import { type Swift, startSwift } from '../../tools/swift/server.ts';

/** A real Keystone with services behind it, all over TLS, in a region `Loopback` beside the seeded ones. */
export interface WorkingCloud extends AsyncDisposable {
  readonly keystone: Keystone;
  /** The authorities that Keystone's and the services' certificates come from, PEM. */
  readonly ca: string;
  readonly region: string;
}

const region = 'Loopback';

/**
 * startWorkingCloud starts one. Its object store is a real Swift. The others are stand-ins that do a little of what the real
 * ones do, for whoever brings a token that Keystone says is valid: one flavor, one network,
 * one volume; no server and no rule.
 */
export async function startWorkingCloud(options: KeystoneOptions = {}): Promise<WorkingCloud> {
  const keystone = await startKeystone(options);
  const swift = await startSwift(keystone, region);
  const authority = await newAuthority('services of the working cloud');
  const server = createServer({ ...(await newCertificate(authority)) }, services(keystone.admin));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await catalogue(keystone, `https://127.0.0.1:${portOf(server)}`, swift.origin);
  await furnish(swift, keystone);
  return {
    keystone,
    ca: [keystone.ca, swift.ca, authority.cert].join('\n'),
    region,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await swift[Symbol.asyncDispose]();
      await keystone.stop();
    },
  };
}

/** furnish makes the container `a-container` in the project production. */
async function furnish({ origin, ca }: Swift, { anyone, projects, users }: Keystone): Promise<void> {
  const { id, password } = users.deployer;
  const token = await anyone.tokenFor({
    identity: { methods: ['password'], password: { user: { id, password } } },
    scope: { project: { id: projects.production.id } },
  });
  const account = new KeystoneClient(`${origin}/v1/AUTH_${projects.production.id}`, ca, token);
  await account.api('PUT', '/a-container');
}

async function catalogue({ admin, authUrl }: Keystone, origin: string, objectStore: string): Promise<void> {
  await admin.api('POST', '/regions', { region: { id: region } });
  await admin.api('POST', '/services', { service: { type: 'volumev3', name: 'cinder' } });
  const urls = new Map([
    ['identity', authUrl],
    ['compute', `${origin}/compute/v2.1`],
    ['network', `${origin}/network`],
    ['volumev3', `${origin}/volume/v3/$(project_id)s`],
    ['object-store', `${objectStore}/v1/AUTH_$(project_id)s`],
  ]);
  const { body } = await admin.api('GET', '/services');
  for (const service of Object(body).services) {
    const endpoint = {
      service_id: at(service, 'id'),
      region_id: region,
      interface: 'public',
      url: urls.get(service.type),
    };
    await admin.api('POST', '/endpoints', { endpoint });
  }
}

function services(admin: KeystoneClient): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const url = new URL(request.url ?? '', `https://${request.headers.host}`);
    const path = url.pathname.replace(/\/$/, '');
    const token = request.headers['x-auth-token'];
    const version = versions(url.origin).get(path);
    if (version !== undefined) {
      json(response, version);
    } else if (typeof token !== 'string' || (await admin.inspect(token)).status !== 200) {
      response.writeHead(401).end();
    } else {
      list(path, response);
    }
  };
}

/** What services say of themselves to whoever asks. */
function versions(origin: string): ReadonlyMap<string, unknown> {
  const links = (path: string) => [{ rel: 'self', href: `${origin}${path}` }];
  const nova = { id: 'v2.1', status: 'CURRENT', version: '2.90', min_version: '2.1', links: links('/compute/v2.1/') };
  const neutron = { id: 'v2.0', status: 'CURRENT', links: links('/network/v2.0') };
  const cinder = { id: 'v3.0', status: 'CURRENT', version: '3.70', min_version: '3.0', links: links('/volume/v3/') };
  return new Map<string, unknown>([
    ['/compute', { versions: [nova] }],
    ['/compute/v2.1', { version: nova }],
    ['/network', { versions: [neutron] }],
    ['/volume/v3', { versions: [cinder] }],
  ]);
}

function list(path: string, response: ServerResponse): void {
  if (path === '/network/v2.0/security-group-rules') {
    json(response, { security_group_rules: [] });
  } else if (path === '/compute/v2.1/servers/detail') {
    json(response, { servers: [] });
  } else if (path === '/network/v2.0/networks') {
    json(response, { networks: [{ id: 'n1', name: 'a-network', subnets: [] }] });
  } else if (path.startsWith('/compute/v2.1/flavors')) {
    json(response, { flavors: [{ id: '1', name: 'a-flavor', ram: 1, disk: 1, vcpus: 1, links: [] }] });
  } else if (/^\/volume\/v3\/(\w+\/)?volumes\/detail$/.test(path)) {
    json(response, { volumes: [{ id: 'v1', name: 'a-volume', size: 1, status: 'available', attachments: [] }] });
  } else {
    response.writeHead(404).end();
  }
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
