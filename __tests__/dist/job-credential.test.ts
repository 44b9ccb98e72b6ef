import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';
import { serve } from '../support/server.ts';

// What a runner sees of a credential that lives as long as the job.

const described = {
  issued_at: '2026-11-22T10:00:00Z',
  expires_at: '2026-11-22T11:00:00Z',
  user: { id: 'u1', name: 'demo' },
  project: { id: 'p1', name: 'web' },
  roles: [{ name: 'member' }],
};
const tokens = { password: 'a-token-of-the-login', application_credential: 'a-token-of-the-job' } as const;

/** A Keystone of one user, which remembers what it was asked, and the application credential it has. */
async function keystone() {
  const asked: string[] = [];
  let made: { readonly name: string; readonly secret: string } | undefined;
  const server = await serve(async (request, response) => {
    const { method, url = '' } = request;
    asked.push(`${method} ${url.split('?')[0]} ${request.headers['x-auth-token'] ?? ''}`.trimEnd());
    const text = (await buffer(request)).toString();
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      void response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
    if (method === 'DELETE') {
      answer(204, undefined);
    } else if (method === 'GET') {
      answer(200, { application_credentials: url.includes('name=') ? [{ id: 'ac1', name: made?.name }] : [] });
    } else if (url.startsWith('/v3/auth/tokens')) {
      const [way]: (keyof typeof tokens)[] = JSON.parse(text).auth.identity.methods;
      answer(201, { token: { ...described, methods: [way] } }, { 'X-Subject-Token': way ? tokens[way] : '' });
    } else {
      made = JSON.parse(text).application_credential;
      answer(201, { application_credential: { id: 'ac1' } });
    }
  });
  return { server, asked, made: () => made };
}

test('the secret is masked before anything else of it, is in no state, and all ends with the job', async () => {
  const { server, asked, made } = await keystone();
  await using _ = server;
  await using job = new Job();
  const given = {
    'auth-url': `${server.origin}/v3`,
    'user-id': 'u1',
    password: 'a password of a test',
    'project-id': 'p1',
    credential: 'application-credential',
    export: 'openstack',
    'region-name': 'R',
  };
  const step = await job.run({ with: given });
  const { name = '', secret = '' } = made() ?? {};
  expect(step.exitCode).toBe(0);
  expect(step.stdout.split('\n').filter((line) => line.startsWith('::add-mask::'))).toEqual([
    '::add-mask::a password of a test',
    '::add-mask::a-token-of-the-login',
    `::add-mask::${secret}`,
    '::add-mask::a-token-of-the-job',
  ]);
  expect(step.outputs).toMatchObject({
    token: 'a-token-of-the-job',
    'application-credential-id': 'ac1',
    'application-credential-secret': secret,
  });
  expect(readFileSync(step.outputs['clouds-yaml'] ?? '', 'utf8')).toContain(secret);
  const state = Object.values(step.state).join('');
  expect([secret, 'a-token-of-the-job', 'a-token-of-the-login'].map((text) => state.includes(text))).toEqual([
    false,
    false,
    true,
  ]);
  const handed = JSON.stringify([step.outputs, step.environment, step.summary]);
  expect(handed).not.toContain('a-token-of-the-login');

  asked.length = 0;
  const [end] = await job.end();
  const { host } = new URL(server.origin);
  expect(end?.log).toBe(
    `Its files are removed. The job's application credential is deleted. The token of ${host} is revoked.\n`,
  );
  const all = '/v3/users/u1/application_credentials';
  expect(asked).toEqual([
    `GET ${all} a-token-of-the-login`,
    `DELETE ${all}/ac1 a-token-of-the-login`,
    `GET ${all} a-token-of-the-login`,
    'DELETE /v3/auth/tokens a-token-of-the-login',
  ]);
  expect(name).toMatch(/^keystone-token octo-org\/octo-repo run /);
});
