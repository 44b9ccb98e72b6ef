import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import type { Http, Request, Response } from '../../src/http/request.ts';
import { identityEndpoint, joined } from '../../src/keystone/discovery.ts';
import { at } from '../../src/keystone/keystone.ts';
import { anyText } from '../support/any-text.ts';

// Vectors of keystoneauth1 discover.py, _combine_relative_url.
test.each([
  ['https://cloud:5000', 'http://10.0.0.5:5000/v3/', 'https://cloud:5000/v3/'],
  ['https://cloud:5000/', 'https://cloud:5000/v3/', 'https://cloud:5000/v3/'],
  ['https://cloud/identity/', 'http://10.0.0.5/v3/', 'https://cloud/identity/v3/'],
  ['https://cloud/identity', 'http://10.0.0.5/v3', 'https://cloud/identity/v3'],
  ['https://cloud/identity/v3', 'http://10.0.0.5/v3/', 'https://cloud/identity/v3'],
  ['https://cloud/identity', 'http://cloud/identity/v3/', 'https://cloud/identity/v3/'],
  ['https://cloud/identity', 'https://cloud/keystone/v3', 'https://cloud/keystone/v3'],
  ['https://cloud/identity', 'https://cloud/v3/', 'https://cloud/identity/v3/'],
  ['https://cloud/infra/identity', 'http://cloud/identity/v3', 'https://cloud/infra/identity/v3'],
  ['https://cloud/infra/identity', 'http://cloud/infra/v3', 'https://cloud/infra/v3'],
  ['https://a.example/kc', 'v3/', 'https://a.example/kc/v3/'],
  ['https://a.example/kc', '/v3', 'https://a.example/kc/v3'],
  ['https://cloud', 'https://user:secret@other.example:1/v3?a#b', 'https://cloud/v3'],
  ['https://cloud', 'https://cloud//other.example/v3', 'https://cloud//other.example/v3'],
  ['https://cloud', '//other.example/v3', 'https://cloud/v3'],
  ['https://cloud/a/', 'https://other.example/', 'https://cloud/a'],
  ['https://cloud/a//', 'http://10.0.0.5/v3', 'https://cloud/a/v3'],
  ['https://cloud', 'javascript:alert(1)/v3', 'https://cloud/v3'],
])('%s with the link %s is %s', (asked, link, found) => {
  expect(joined(new URL(asked), link).href).toBe(found);
});

const authUrls = fc.webUrl({ withQueryParameters: false, withFragments: false }).map((text) => new URL(text));
const pieces = [
  'https:',
  'http:',
  '//',
  '/',
  '\\',
  '@',
  ':',
  '?',
  '#',
  '..',
  '%2e',
  'v3',
  'other.example',
  '1',
  '漢',
  '\t',
  '\n',
];
const links = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((drawn) => drawn.join('')),
  anyText,
  fc.string().map((rest) => `http://ASKED/${rest}`),
);

test('whatever is linked to, the server that was asked stays the one that is logged in at', async () => {
  await fc.assert(
    fc.asyncProperty(authUrls, links, async (asked, drawn) => {
      const link = drawn.replaceAll('ASKED', asked.host);
      const { protocol, host, search, hash, username } = joined(asked, link);
      expect([protocol, host, search, hash, username]).toEqual([asked.protocol, asked.host, '', '', '']);
      const { http } = answering(json({ versions: [version('v3.14', link)] }));
      const endpoint = await identityEndpoint(http, asked);
      expect(endpoint.origin).toBe(asked.origin);
      expect(endpoint.href).toBe(endpoint.origin + endpoint.pathname);
      expect(endpoint.pathname).toMatch(/\/v3$/);
      expect(at(endpoint, 'auth/tokens').href).toBe(`${endpoint.href}/auth/tokens`);
    }),
  );
});

interface Asked {
  readonly http: Http;
  readonly requests: readonly Request[];
}

function answering(answer: Partial<Response> | Failure): Asked {
  const requests: Request[] = [];
  const send = async (request: Request): Promise<Response> => {
    requests.push(request);
    if (answer instanceof Failure) {
      throw answer;
    }
    return { status: 200, headers: {}, body: '', ...answer };
  };
  return { http: { send }, requests };
}

const nobody = answering(new Failure('internal', { message: 'nobody is to be asked' }));

test.each([
  ['https://cloud.example/v3', 'https://cloud.example/v3'],
  ['https://cloud.example/v3/', 'https://cloud.example/v3'],
  ['https://cloud.example:5000/identity/v3//', 'https://cloud.example:5000/identity/v3'],
  ['https://cloud.example/infra/identity/v3/auth/tokens', 'https://cloud.example/infra/identity/v3'],
  ['https://cloud.example/v3//auth/tokens/', 'https://cloud.example/v3'],
  ['https://cloud.example/identity/v4', 'https://cloud.example/identity/v3'],
  ['https://cloud.example/v4/auth/tokens', 'https://cloud.example/v3'],
])('takes %s at its word', async (given, endpoint) => {
  expect((await identityEndpoint(nobody.http, new URL(given))).href).toBe(endpoint);
  expect(nobody.requests).toEqual([]);
});

test.each([
  'https://cloud.example/v2.0',
  'https://cloud.example:5000/v2.0/',
  'https://cloud.example/identity/v2.0/tokens',
  'https://cloud.example/v2',
])('refuses %s', async (given) => {
  const failure = await identityEndpoint(nobody.http, new URL(given)).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'identity-version',
    message: '`auth-url` points to Identity v2, and this action speaks Identity v3.',
    reasons: ['OpenStack removed Identity v2 in 2018; an old openrc file or profile may still name it.'],
    advice: ["Give the v3 endpoint, as your cloud's dashboard shows it under API access."],
  });
});

const version = (id: string, href: string, status = 'stable') => ({ id, status, links: [{ rel: 'self', href }] });
const json = (body: unknown): Partial<Response> => ({ body: JSON.stringify(body) });

// Where it asks, what is answered, and what comes of it.
test.each<[string, string, Partial<Response>, string]>([
  [
    'Keystone’s 300',
    'https://k.example',
    { status: 300, ...json({ versions: { values: [version('v3.14', 'http://k.example/identity/v3/')] } }) },
    'https://k.example/identity/v3',
  ],
  [
    'a list of versions',
    'https://k.example/',
    json({ versions: [version('v2.0', 'x/v2.0', 'deprecated'), version('v3.8', 'https://k.example/v3/')] }),
    'https://k.example/v3',
  ],
  [
    'one version',
    'https://k.example/identity',
    json({ version: version('v3', 'https://k.example/kc/v3/', 'CURRENT') }),
    'https://k.example/kc/v3',
  ],
  [
    'another path on the same host',
    'https://k.example/',
    json({ version: version('v3.14', 'http://k.example/kc/v3') }),
    'https://k.example/kc/v3',
  ],
  [
    'Keystone-NG, which has v4 too',
    'https://k.example/',
    json({ versions: [version('v4.0', 'https://k.example/v4'), version('v3.14', 'https://k.example/v3')] }),
    'https://k.example/v3',
  ],
  [
    'the latest of several',
    'https://k.example/',
    json({
      versions: [
        version('v3.9', 'https://k.example/a/v3'),
        version('v3.14', 'https://k.example/b/v3'),
        version('v3', 'https://k.example/c/v3'),
      ],
    }),
    'https://k.example/b/v3',
  ],
  ['a pasted /auth/tokens', 'https://k.example/identity/auth/tokens', { status: 404 }, 'https://k.example/identity/v3'],
  ...['experimental', 'unstable', 'supported-later'].map((status): [string, string, Partial<Response>, string] => [
    `a version not in use (${status})`,
    'https://k.example/a',
    json({ version: version('v3', 'https://k.example/b/v3', status) }),
    'https://k.example/a/v3',
  ]),
  ...['v30', 'ev3.1', 'v4.0'].map((id): [string, string, Partial<Response>, string] => [
    `another version (${id})`,
    'https://k.example/a',
    json({ version: version(id, 'https://k.example/b/v3') }),
    'https://k.example/a/v3',
  ]),
  [
    'an address that only looks like Identity v2',
    'https://k.example/v2/tokens-of-ours',
    { status: 404 },
    'https://k.example/v2/tokens-of-ours/v3',
  ],
  [
    'a version without a link',
    'https://k.example/a',
    json({ version: { id: 'v3', status: 'stable' } }),
    'https://k.example/a/v3',
  ],
  [
    'a version without a link beside a good one',
    'https://k.example/',
    json({ versions: [{ id: 'v3.14', status: 'stable' }, version('v3.8', 'https://k.example/kc/v3')] }),
    'https://k.example/kc/v3',
  ],
  [
    'no link to itself',
    'https://k.example/a',
    json({ version: { id: 'v3', status: 'stable', links: [{ rel: 'help', href: 'https://k.example/b/v3' }] } }),
    'https://k.example/a/v3',
  ],
  [
    'a version without id',
    'https://k.example/a',
    json({ version: version('', 'https://k.example/b/v3') }),
    'https://k.example/a/v3',
  ],
  [
    'a link to something else',
    'https://k.example/a',
    json({ version: version('v3', 'https://k.example/login') }),
    'https://k.example/a/v3',
  ],
  [
    'a long link',
    'https://k.example/a',
    json({ version: version('v3', `https://k.example/${'b'.repeat(1979)}/v3`) }),
    `https://k.example/${'b'.repeat(1979)}/v3`,
  ],
  [
    'a link without end',
    'https://k.example/a',
    json({ version: version('v3', `https://k.example/${'b'.repeat(1980)}/v3`) }),
    'https://k.example/a/v3',
  ],
  [
    'a refusal',
    'https://k.example/',
    { status: 401, ...json({ version: version('v3', 'https://k.example/b/v3') }) },
    'https://k.example/v3',
  ],
  [
    'a redirection',
    'https://k.example/',
    { status: 302, headers: { location: 'https://other.example/v3' } },
    'https://k.example/v3',
  ],
  ['HTML', 'https://k.example/', { body: '<html>' }, 'https://k.example/v3'],
  [
    'nonsense',
    'https://k.example/',
    json({ versions: { values: [null, 3, { links: {} }] }, version: [] }),
    'https://k.example/v3',
  ],
])('asks once, and makes the best of %s', async (_, given, answer, endpoint) => {
  const { http, requests } = answering(answer);
  expect((await identityEndpoint(http, new URL(given))).href).toBe(endpoint);
  expect(requests).toEqual([{ what: 'The version discovery at k.example', method: 'GET', url: new URL(given) }]);
});

test.each(['connection-broken', 'answer-too-large', 'answer-unreadable'] as const)(
  'adds /v3 after %s',
  async (code) => {
    const { http } = answering(new Failure(code, { message: 'no answer' }));
    const endpoint = await identityEndpoint(http, new URL('https://k.example/identity/'));
    expect(endpoint.href).toBe('https://k.example/identity/v3');
  },
);

test.each(['deadline-exceeded', 'cancelled', 'host-unknown', 'tls-untrusted'] as const)(
  'ends with %s',
  async (code) => {
    const failure = new Failure(code, { message: 'it is over' });
    await expect(identityEndpoint(answering(failure).http, new URL('https://k.example'))).rejects.toBe(failure);
  },
);

test('does not hide a defect', async () => {
  const defect = new TypeError('x is not a function');
  const http: Http = { send: () => Promise.reject(defect) };
  await expect(identityEndpoint(http, new URL('https://k.example'))).rejects.toBe(defect);
});

test('says so where there is Identity v2 only', async () => {
  const { http } = answering(json({ versions: [version('v2.0', 'https://k.example/v2.0/')] }));
  await expect(identityEndpoint(http, new URL('https://k.example'))).rejects.toMatchObject({
    code: 'identity-version',
    message: 'k.example offers Identity v2 only, and this action speaks Identity v3.',
  });
});
