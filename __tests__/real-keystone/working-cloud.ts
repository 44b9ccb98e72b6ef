import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { newAuthority, newCertificate } from '../../tools/certificates.ts';
import { at, type KeystoneClient } from '../../tools/keystone/client.ts';
import { type Keystone, type KeystoneOptions, startKeystone } from '../../tools/keystone/server.ts';

/** A real Keystone with services behind it, all over TLS, in a region `Loopback` beside the seeded ones. */
export interface WorkingCloud extends AsyncDisposable {
  readonly keystone: Keystone;
  /** The authorities that Keystone's and the services' certificates come from, PEM. */
  readonly ca: string;
  readonly region: string;
}

const region = 'Loopback';

/**
 * startWorkingCloud starts one. Its services are stand-ins that do a little of what the real ones do, for whoever brings a
 * token that Keystone says is valid: one flavor, one network, one volume, and an object store.
 */
export async function startWorkingCloud(options: KeystoneOptions = {}): Promise<WorkingCloud> {
  const keystone = await startKeystone(options);
  const authority = await newAuthority('services of the working cloud');
  const server = createServer({ ...(await newCertificate(authority)) }, services(keystone.admin));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  await catalogue(keystone, origin);
  return {
    keystone,
    ca: `${keystone.ca}\n${authority.cert}`,
    region,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await keystone.stop();
    },
  };
}

async function catalogue({ admin, authUrl }: Keystone, origin: string): Promise<void> {
  await admin.api('POST', '/regions', { region: { id: region } });
  await admin.api('POST', '/services', { service: { type: 'volumev3', name: 'cinder' } });
  const urls = new Map([
    ['identity', authUrl],
    ['compute', `${origin}/compute/v2.1`],
    ['network', `${origin}/network`],
    ['volumev3', `${origin}/volume/v3/$(project_id)s`],
    ['object-store', `${origin}/v1/AUTH_$(project_id)s`],
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

type Objects = Map<string, Buffer>;

function services(admin: KeystoneClient): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const objects: Objects = new Map();
  return async (request, response) => {
    const url = new URL(request.url ?? '', `https://${request.headers.host}`);
    const path = url.pathname.replace(/\/$/, '');
    const token = request.headers['x-auth-token'];
    const body = await buffer(request);
    const version = versions(url.origin).get(path);
    if (version !== undefined) {
      json(response, version);
    } else if (typeof token !== 'string' || (await admin.inspect(token)).status !== 200) {
      response.writeHead(401).end();
    } else if (path.startsWith('/v1/')) {
      objectStore(path, url, request.method, body, response, objects);
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
  return new Map<string, unknown>([
    ['/compute', { versions: [nova] }],
    ['/compute/v2.1', { version: nova }],
    ['/network', { versions: [neutron] }],
  ]);
}

function list(path: string, response: ServerResponse): void {
  if (path === '/network/v2.0/networks') {
    json(response, { networks: [{ id: 'n1', name: 'a-network', subnets: [] }] });
  } else if (path.startsWith('/compute/v2.1/flavors')) {
    json(response, { flavors: [{ id: '1', name: 'a-flavor', ram: 1, disk: 1, vcpus: 1, links: [] }] });
  } else if (/^\/volume\/v3\/\w+\/volumes\/detail$/.test(path)) {
    json(response, { volumes: [{ id: 'v1', name: 'a-volume', size: 1, status: 'available', attachments: [] }] });
  } else {
    response.writeHead(404).end();
  }
}

/** A store of one container per account, which needs not be made. Source: the Object Storage API v1. */
function objectStore(
  path: string,
  { searchParams }: URL,
  method: string | undefined,
  body: Buffer,
  response: ServerResponse,
  objects: Objects,
): void {
  const [, , account, container, ...rest] = path.split('/');
  const key = `${account}/${container}/${rest.join('/')}`;
  const stored = objects.get(key);
  if (rest.length === 0) {
    const names = [...objects.keys()]
      .filter((name) => name.startsWith(`${account}/`))
      .map((name) => name.split('/')[2]);
    const entries =
      container === undefined ? [{ name: 'a-container', count: 1, bytes: 1 }] : names.map((name) => ({ name }));
    const rows = searchParams.has('marker') ? [] : entries;
    method === 'PUT' ? response.writeHead(201).end() : json(response, rows);
  } else if (method === 'PUT') {
    objects.set(key, body);
    response.writeHead(201, { etag: md5(body) }).end();
  } else if (stored === undefined) {
    response.writeHead(404).end();
  } else {
    const headers = { 'content-length': stored.length, etag: md5(stored), 'last-modified': new Date(0).toUTCString() };
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : stored);
  }
}

function md5(body: Buffer): string {
  return createHash('md5').update(body).digest('hex');
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
