import { Failure, quote } from '../failure.ts';
import type { Endpoint, EndpointChoice, Endpoints, Interfaces, Service } from '../identity.ts';
import { list, members, text } from './json.ts';
import { serviceTypes } from './service-types.ts';

/**
 * parseCatalog returns the catalogue of a token's answer; undefined where there is none, because the token is unscoped or
 * none was asked for. What is no service or no endpoint is left out.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export function parseCatalog(value: unknown): readonly Service[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  return list(value)
    .map((service) => members(service))
    .filter((service) => text(service['type']) !== '')
    .map((service) => ({ type: text(service['type']), endpoints: list(service['endpoints']).flatMap(endpoint) }));
}

function endpoint(value: unknown): Endpoint[] {
  const { interface: offered, region_id: id, region, url } = members(value);
  return text(url) === '' ? [] : [{ interface: text(offered), region: text(id) || text(region), url: text(url) }];
}

// Open Telekom Cloud and Huawei Cloud list global services in the region `*`; Keystone allows an endpoint without one.
const everywhere = ['*', ''];

/**
 * selectEndpoints returns one endpoint for each service, under the catalogue's type, the official type and the project's
 * name. Where the user chose no region, the only one there is counts; if there are several, the
 * services count whose endpoint is the same in all of them. The first of several interfaces that a service has counts.
 * Throws `region-unknown` or `interface-unknown` for a choice that the catalogue does not have.
 */
export function selectEndpoints(catalog: readonly Service[], choice: EndpointChoice, host: string): Endpoints {
  const interfaces: Interfaces = choice.interfaces ?? ['public'];
  const all = catalog.flatMap(({ endpoints }) => endpoints);
  const offered = all.filter((endpoint) => interfaces.includes(endpoint.interface));
  const regions = distinct(offered, 'region').filter((region) => !everywhere.includes(region));
  if (choice.interfaces !== undefined) {
    check('interface-unknown', choice.interfaces, distinct(all, 'interface'), host);
  }
  if (choice.region !== undefined) {
    check('region-unknown', [choice.region], regions, host);
  }
  // A catalogue without any is one region, which has no name.
  const region = choice.region ?? (regions.length > 1 ? undefined : (regions[0] ?? ''));

  const urls = new Map<string, string>();
  for (const [type, endpoints] of byType(catalog)) {
    const url = interfaces
      .map((name) => endpoints.filter((endpoint) => endpoint.interface === name))
      .map((candidates) => (region === undefined ? sameEverywhere(candidates) : inRegion(candidates, region)))
      .find((found) => found !== undefined);
    if (url !== undefined) {
      urls.set(type, url);
    }
  }
  return { urls: withOfficialNames(urls), region: region ?? '', regions, interfaces };
}

/** byType returns the endpoints of each type: a catalogue may list a type more than once. */
function byType(catalog: readonly Service[]): ReadonlyMap<string, readonly Endpoint[]> {
  const types = new Map<string, Endpoint[]>();
  for (const { type, endpoints } of catalog) {
    const known = types.get(type) ?? [];
    types.set(type, known);
    for (const endpoint of endpoints) {
      known.push(endpoint);
    }
  }
  return types;
}

function inRegion(endpoints: readonly Endpoint[], wanted: string): string | undefined {
  const found =
    endpoints.find(({ region }) => region === wanted) ?? endpoints.find(({ region }) => everywhere.includes(region));
  return found?.url;
}

function sameEverywhere(endpoints: readonly Endpoint[]): string | undefined {
  const [url, ...others] = distinct(endpoints, 'url');
  return others.length === 0 ? url : undefined;
}

// The names everybody knows come first. A type that the catalogue itself uses counts before a project of that name.
function withOfficialNames(own: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [official, project, ...aliases] of serviceTypes) {
    const url = [official, ...aliases].map((type) => own.get(type)).find((found) => found !== undefined);
    if (url !== undefined) {
      all.set(official, url);
      all.set(project, url);
    }
  }
  return new Map([...all, ...own]);
}

function distinct(endpoints: readonly Endpoint[], key: keyof Endpoint): readonly string[] {
  return [...new Set(endpoints.map((endpoint) => endpoint[key]))];
}

const mistakes = {
  'region-unknown': { kind: 'region', input: 'region-name' },
  'interface-unknown': { kind: 'interface', input: 'interface' },
};

// A catalogue without any (of global services only) can't tell that a choice is wrong.
function check(code: keyof typeof mistakes, chosen: readonly string[], known: readonly string[], host: string): void {
  const { kind, input } = mistakes[code];
  if (known.length > 0 && !chosen.some((name) => known.includes(name))) {
    throw new Failure(code, {
      message: `The catalogue of ${host} has no ${kind} ${chosen.map(quote).join(' or ')}.`,
      advice: [`Set \`${input}\` to one it has: ${known.slice(0, 50).map(quote).join(', ')}.`],
    });
  }
}
