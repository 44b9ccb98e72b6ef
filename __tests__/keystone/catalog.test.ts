import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Failure } from '../../src/failure.ts';
import type { EndpointChoice, Endpoints } from '../../src/identity.ts';
import { parseCatalog, selectEndpoints } from '../../src/keystone/catalog.ts';
import { serviceTypes } from '../../src/keystone/service-types.ts';

function endpoint(region: string | null, offered: string, url: string): object {
  return { id: 'e', interface: offered, region, region_id: region, url };
}

function select(catalog: unknown, choice: EndpointChoice = {}): Endpoints {
  return selectEndpoints(parseCatalog(catalog) ?? [], choice, 'cloud.example');
}

function urlsOf(catalog: unknown, choice?: EndpointChoice): Record<string, string> {
  return Object.fromEntries(select(catalog, choice).urls);
}

function refusal(catalog: unknown, choice: EndpointChoice): Pick<Failure, 'code' | 'message' | 'advice'> {
  try {
    select(catalog, choice);
  } catch (error) {
    return error as Failure;
  }
  throw new Error('nothing was refused');
}

const nova = {
  type: 'compute',
  name: 'nova',
  endpoints: [
    endpoint('RegionOne', 'admin', 'https://nova-admin'),
    endpoint('RegionOne', 'internal', 'http://nova-internal'),
    endpoint('RegionOne', 'public', 'https://nova'),
  ],
};
const both = [
  nova,
  {
    type: 'network',
    endpoints: [endpoint('RegionOne', 'public', 'https://one'), endpoint('RegionTwo', 'public', 'https://two')],
  },
  {
    type: 'identity',
    endpoints: [endpoint('RegionOne', 'public', 'https://iam'), endpoint('RegionTwo', 'public', 'https://iam')],
  },
];

test('gives each service under its type and its project’s name', () => {
  expect(urlsOf([nova])).toEqual({ compute: 'https://nova', nova: 'https://nova' });
});

test('knows the types that catalogues use for an official one', () => {
  const cinder = (type: string) => ({ type, endpoints: [endpoint('r', 'public', `https://${type}`)] });
  expect(urlsOf([cinder('volumev2'), cinder('volumev3')])).toEqual({
    'block-storage': 'https://volumev3',
    cinder: 'https://volumev3',
    volumev2: 'https://volumev2',
    volumev3: 'https://volumev3',
  });
  expect(urlsOf([cinder('volumev3'), cinder('block-storage')])).toMatchObject({
    'block-storage': 'https://block-storage',
    cinder: 'https://block-storage',
  });
});

// As catalogues of public clouds have them, and what clients look for.
test.each([
  ['compute', 'compute nova'],
  ['image', 'image glance'],
  ['identity', 'identity keystone'],
  ['network', 'network neutron'],
  ['placement', 'placement'],
  ['object-store', 'object-store swift'],
  ['volume', 'volume block-storage cinder'],
  ['block-store', 'block-store block-storage cinder'],
  ['share', 'share shared-file-system manila'],
  ['sharev2', 'sharev2 shared-file-system manila'],
  ['load-balancer', 'load-balancer octavia'],
  ['dns', 'dns designate'],
  ['key-manager', 'key-manager barbican'],
  ['orchestration', 'orchestration heat'],
  ['container-infra', 'container-infra container-infrastructure-management magnum'],
  ['container-infrastructure', 'container-infrastructure container-infrastructure-management magnum'],
  ['container', 'container application-container zun'],
  ['database', 'database trove'],
  ['baremetal', 'baremetal ironic'],
  ['bare-metal', 'bare-metal baremetal ironic'],
  ['baremetal-introspection', 'baremetal-introspection ironic-inspector'],
  ['workflowv2', 'workflowv2 workflow mistral'],
  ['alarming', 'alarming alarm aodh'],
  ['metering', 'metering meter ceilometer'],
  ['telemetry', 'telemetry meter ceilometer'],
  ['rating', 'rating cloudkitty'],
  ['messaging', 'messaging message zaqar'],
  ['ha', 'ha instance-ha masakari'],
  ['reservation', 'reservation blazar'],
  ['infra-optim', 'infra-optim resource-optimization watcher'],
  ['cluster', 'cluster clustering senlin'],
  ['resource-cluster', 'resource-cluster clustering senlin'],
  ['data-processing', 'data-processing sahara'],
  ['application-catalog', 'application-catalog murano'],
  ['nfv-orchestration', 'nfv-orchestration tacker'],
  ['backup', 'backup freezer-api'],
  ['accelerator', 'accelerator cyborg'],
  ['registration', 'registration admin-logic adjutant'],
  ['rca', 'rca root-cause-analysis vitrage'],
  ['monitoring', 'monitoring monasca-api'],
])('%s is found as %s', (type, names) => {
  const found = urlsOf([{ type, endpoints: [endpoint('r', 'public', 'https://service')] }]);
  expect(Object.keys(found).sort()).toEqual(names.split(' ').sort());
});

test('a type of the catalogue counts before a project of that name', () => {
  const swift = { type: 'swift', endpoints: [endpoint('r', 'public', 'https://the-bank')] };
  const store = { type: 'object-store', endpoints: [endpoint('r', 'public', 'https://store')] };
  expect(urlsOf([store, swift])).toEqual({ 'object-store': 'https://store', swift: 'https://the-bank' });
});

test('keeps a type nobody knows, whatever its name', () => {
  const odd = (type: string) => ({ type, endpoints: [endpoint('r', 'public', 'https://odd')] });
  expect(JSON.stringify(urlsOf([odd('dds'), odd('__proto__'), odd('constructor')]))).toBe(
    '{"dds":"https://odd","__proto__":"https://odd","constructor":"https://odd"}',
  );
});

test('a catalogue without regions has one, and the first endpoint counts', () => {
  const network = { type: 'network', endpoints: ['a', 'b'].map((name) => endpoint('', 'public', `https://${name}`)) };
  expect(select([network], {})).toMatchObject({ region: '', regions: [] });
  expect(urlsOf([network])).toEqual({ network: 'https://a', neutron: 'https://a' });
  const here = { type: 'image', endpoints: [endpoint('R', 'public', 'https://image')] };
  expect(urlsOf([network, here])).toMatchObject({ network: 'https://a', image: 'https://image' });
});

test('chooses by region', () => {
  expect(select(both, { region: 'RegionTwo' })).toMatchObject({
    region: 'RegionTwo',
    regions: ['RegionOne', 'RegionTwo'],
  });
  expect(urlsOf(both, { region: 'RegionTwo' })).toEqual({
    network: 'https://two',
    neutron: 'https://two',
    identity: 'https://iam',
    keystone: 'https://iam',
  });
});

test('without a choice, several regions give what is the same in all of them', () => {
  expect(select(both)).toMatchObject({ region: '', regions: ['RegionOne', 'RegionTwo'] });
  expect(urlsOf(both)).toEqual({
    compute: 'https://nova',
    nova: 'https://nova',
    identity: 'https://iam',
    keystone: 'https://iam',
  });
});

test('an endpoint for every region (`*`, or none) stands in where the region has none of its own', () => {
  const otc = [
    { type: 'iam', endpoints: [endpoint('*', 'public', 'https://iam')] },
    {
      type: 'rds',
      endpoints: [endpoint('*', 'public', 'https://rds'), endpoint('eu-de', 'public', 'https://rds.eu-de')],
    },
    { type: 'odd', endpoints: [endpoint(null, 'public', 'https://odd')] },
  ];
  const urls = { iam: 'https://iam', rds: 'https://rds.eu-de', odd: 'https://odd' };
  expect(urlsOf(otc, { region: 'eu-de' })).toEqual(urls);
  expect(select(otc)).toMatchObject({ region: 'eu-de' });
  expect(urlsOf(otc)).toEqual(urls);
});

test('a catalogue of global services cannot tell that a region is wrong', () => {
  const iam = [{ type: 'iam', endpoints: [endpoint('*', 'public', 'https://iam')] }];
  expect(select(iam, { region: 'eu-nl' })).toMatchObject({ region: 'eu-nl' });
  expect(urlsOf(iam)).toEqual({ iam: 'https://iam' });
  expect(select([], { region: 'eu-nl', interfaces: ['admin'] })).toMatchObject({
    region: 'eu-nl',
    interfaces: ['admin'],
  });
});

test('a region counts only where the interface asked for is offered', () => {
  const inside = {
    type: 'key-manager',
    endpoints: [endpoint('RegionTwo', 'internal', 'http://barbican'), endpoint('RegionTwo', 'admin', 'http://admin')],
  };
  expect(select([nova, inside])).toMatchObject({ region: 'RegionOne', regions: ['RegionOne'] });
  expect(refusal([nova, inside], { region: 'RegionTwo' }).advice).toEqual([
    'Set `region-name` to one it has: “RegionOne”.',
  ]);
});

test('of very many regions fifty are named', () => {
  const endpoints = Array.from({ length: 60 }, (_, index) => endpoint(`r${index}`, 'public', 'https://nova'));
  const { advice } = refusal([{ type: 'compute', endpoints }], { region: 'r60' });
  expect(advice).toEqual([expect.stringMatching(/: “r0”, .*, “r49”\.$/)]);
});

test('an unknown region is refused with those there are', () => {
  expect(refusal(both, { region: 'regionone' })).toMatchObject({
    code: 'region-unknown',
    message: 'The catalogue of cloud.example has no region “regionone”.',
    advice: ['Set `region-name` to one it has: “RegionOne”, “RegionTwo”.'],
  });
});

test('chooses by interface, the preferred one first', () => {
  expect(urlsOf(both, { interfaces: ['internal'] })).toEqual({
    compute: 'http://nova-internal',
    nova: 'http://nova-internal',
  });
  expect(urlsOf(both, { interfaces: ['internal', 'public'], region: 'RegionOne' })).toMatchObject({
    compute: 'http://nova-internal',
    network: 'https://one',
  });
});

test('an unknown interface is refused with those there are, if it was asked for', () => {
  const inside = [{ type: 'compute', endpoints: [endpoint('r', 'internal', 'http://nova')] }];
  expect(refusal(inside, { interfaces: ['admin'] })).toMatchObject({
    code: 'interface-unknown',
    message: 'The catalogue of cloud.example has no interface “admin”.',
    advice: ['Set `interface` to one it has: “internal”.'],
  });
  expect(refusal(inside, { interfaces: ['admin', 'public'] }).message).toBe(
    'The catalogue of cloud.example has no interface “admin” or “public”.',
  );
  expect(urlsOf(inside, { interfaces: ['admin', 'internal'] })).toMatchObject({ compute: 'http://nova' });
  expect(urlsOf(inside)).toEqual({});
});

test('a service may be listed more than once', () => {
  const [one, two] = ['RegionOne', 'RegionTwo'].map((region) => ({
    type: 'compute',
    endpoints: [endpoint(region, 'public', `https://nova.${region}`)],
  }));
  expect(urlsOf([one, two], { region: 'RegionTwo' })).toMatchObject({ compute: 'https://nova.RegionTwo' });
});

test('a region by its old name counts where there is no id', () => {
  const old = [{ type: 'compute', endpoints: [{ interface: 'public', region: 'one', url: 'https://nova' }] }];
  expect(select(old)).toMatchObject({ region: 'one' });
});

test('is undefined where the answer has none, and passes over what is no service or endpoint', () => {
  expect([undefined, null, {}, 'x'].map(parseCatalog)).toEqual([undefined, undefined, undefined, undefined]);
  expect(parseCatalog([1, null, {}, { type: 'x', endpoints: [null, {}, { url: 7 }] }, { type: 'y' }])).toEqual([
    { type: 'x', endpoints: [] },
    { type: 'y', endpoints: [] },
  ]);
});

test('whatever a server lists, selecting gives URLs it listed', () => {
  const anything = fc.oneof(fc.constantFrom('public', 'r', '*', '', 'compute', 'nova', 'volumev3'), fc.string());
  const service = fc.record({
    type: anything,
    endpoints: fc.array(fc.record({ interface: anything, region: anything, region_id: anything, url: anything })),
  });
  fc.assert(
    fc.property(fc.array(service), (catalog) => {
      const listed = catalog.flatMap(({ endpoints }) => endpoints.map(({ url }) => url));
      for (const url of select(catalog).urls.values()) {
        expect(listed).toContain(url);
      }
    }),
  );
});

test('takes a catalogue of 5 MiB in its stride', () => {
  const large = Array.from({ length: 40_000 }, (_, index) => ({
    type: `type-${index % 100}`,
    endpoints: [
      endpoint(`region-${index % 50}`, 'public', `https://service-${index}.cloud.example/v1/${'x'.repeat(40)}`),
    ],
  }));
  expect(JSON.stringify(large).length).toBeGreaterThan(5 * 1024 * 1024);
  expect(select(large, { region: 'region-7' }).urls.size).toBe(2);
});

test('the table names each type and project once', () => {
  const types = serviceTypes.flatMap(([official, , ...aliases]) => [official, ...aliases]);
  expect(new Set(types).size).toBe(types.length);
  expect(new Set(serviceTypes.map(([, project]) => project)).size).toBe(serviceTypes.length);
});
