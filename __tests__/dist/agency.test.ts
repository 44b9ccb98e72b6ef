import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';
import { serve } from '../support/server.ts';

// Assuming an agency, at a server that answers as Open Telekom Cloud documents it. Source:
// https://docs.otc.t-systems.com/identity-access-management/api-ref/apis/token_management/obtaining_an_agency_token.html

interface Seen {
  readonly method: string | undefined;
  readonly by: string | string[] | undefined;
  readonly subject: string | string[] | undefined;
  readonly body: unknown;
}

const inputs = {
  username: 'deployer',
  'user-domain-name': 'OTC00000000001000000123',
  password: 'copper-meadow-72',
  'agency-name': 'deployment',
  'agency-domain-name': 'OTC00000000001000000456',
  'project-name': 'eu-de',
};

const lifetime = { issued_at: '2026-11-22T10:00:00.000000Z', expires_at: '2026-11-23T10:00:00.000000Z' };
const own = {
  token: {
    ...lifetime,
    methods: ['password'],
    user: { id: 'u1', name: 'deployer', domain: { id: 'd123', name: inputs['user-domain-name'] } },
    domain: { id: 'd123', name: inputs['user-domain-name'] },
    roles: [{ id: 'r1', name: 'te_agency' }],
    catalog: [],
  },
};
const agency = {
  token: {
    ...lifetime,
    methods: ['assume_role'],
    user: {
      id: 'a1',
      name: 'OTC00000000001000000456/deployment',
      domain: { id: 'd456', name: inputs['agency-domain-name'] },
    },
    assumed_by: { user: { id: 'u1', name: 'deployer', domain: { id: 'd123', name: inputs['user-domain-name'] } } },
    project: { id: 'p456', name: 'eu-de', domain: { id: 'd456', name: inputs['agency-domain-name'] } },
    roles: [{ id: 'r2', name: 'server_adm' }],
    catalog: [],
  },
};
const refusal = { error: { code: 403, message: 'You are not authorized to perform the requested action.' } };

async function run(second: { status: number; token?: string; body: unknown }) {
  const seen: Seen[] = [];
  const listen = async (request: IncomingMessage): Promise<{ status: number; token?: string; body?: unknown }> => {
    const { method, headers } = request;
    const sent = await text(request);
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    seen.push({ method, by: headers['x-auth-token'], subject: headers['x-subject-token'], body });
    if (method === 'DELETE') {
      return { status: 204 };
    }
    return headers['x-auth-token'] === undefined ? { status: 201, token: 'MIIowned', body: own } : second;
  };
  await using server = await serve((request, response) => {
    void listen(request).then(({ status, token, body }) => {
      response
        .writeHead(status, token ? { 'X-Subject-Token': token } : {})
        .end(body ? JSON.stringify(body) : undefined);
    });
  });
  const job = new Job();
  const step = await job.run({ with: { 'auth-url': `${server.origin}/v3`, ...inputs } });
  const inStep = seen.length;
  const posts = await job.end();
  return { step, posts, seen: seen.slice(0, inStep), seenAtEnd: seen.slice(inStep) };
}

test('logs in for the user’s own domain, and with that token for the agency’s project', async () => {
  const { step, posts, seen, seenAtEnd } = await run({ status: 201, token: 'MIIagency', body: agency });
  expect(step).toMatchObject({
    exitCode: 0,
    outputs: {
      token: 'MIIagency',
      'user-name': 'OTC00000000001000000456/deployment',
      'project-id': 'p456',
      'domain-name': 'OTC00000000001000000456',
      roles: '["server_adm"]',
      methods: '["assume_role"]',
    },
  });
  expect(seen).toEqual([
    {
      method: 'POST',
      by: undefined,
      subject: undefined,
      body: {
        auth: {
          identity: {
            methods: ['password'],
            password: {
              user: {
                name: 'deployer',
                domain: { name: 'OTC00000000001000000123' },
                password: 'copper-meadow-72',
              },
            },
          },
          scope: { domain: { name: 'OTC00000000001000000123' } },
        },
      },
    },
    {
      method: 'POST',
      by: 'MIIowned',
      subject: undefined,
      body: {
        auth: {
          identity: {
            methods: ['assume_role'],
            assume_role: { domain_name: 'OTC00000000001000000456', xrole_name: 'deployment' },
          },
          scope: { project: { name: 'eu-de', domain: { name: 'OTC00000000001000000456' } } },
        },
      },
    },
  ]);
  // The newest first.
  expect(seenAtEnd).toEqual([
    { method: 'DELETE', by: 'MIIagency', subject: 'MIIagency', body: undefined },
    { method: 'DELETE', by: 'MIIowned', subject: 'MIIowned', body: undefined },
  ]);
  expect(posts).toEqual([expect.objectContaining({ exitCode: 0, annotations: [] })]);
});

test('revokes the user’s token at once where the agency is refused', async () => {
  const { step, seen } = await run({ status: 403, body: refusal });
  expect(step).toMatchObject({
    exitCode: 1,
    outputs: {},
    environment: {},
    annotations: [{ level: 'error', title: 'Keystone token: login-refused' }],
  });
  const [{ message } = { message: '' }] = step.annotations;
  expect(message).toContain('There is no agency “deployment” in the domain “OTC00000000001000000456”');
  expect(seen.slice(2)).toEqual([{ method: 'DELETE', by: 'MIIowned', subject: 'MIIowned', body: undefined }]);
});
