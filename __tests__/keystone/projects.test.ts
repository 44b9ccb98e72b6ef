import { expect, test } from '@jest/globals';
import { listProjects } from '../../src/keystone/projects.ts';
import { Secret } from '../../src/secret.ts';
import { type Canned, cannedKeystone } from '../support/answers.ts';

const token = new Secret('gAAAAtoken');
const web = { id: 'p1', name: 'web', domain_id: 'd1', enabled: true, description: 'x' };

async function listed(...answers: Canned[]) {
  const keystone = cannedKeystone(answers);
  const projects = await listProjects(keystone, token);
  expect(keystone.called).toEqual(keystone.seen.map(() => 'The list of projects at cloud.example'));
  return { projects, urls: keystone.seen.map(({ url }) => url) };
}

function page(projects: unknown, next: unknown = null): Canned {
  return { status: 200, body: { projects, links: { self: 'x', previous: null, next } } };
}

test('gives the enabled projects, with one request', async () => {
  const off = { ...web, id: 'p2', enabled: false };
  expect(await listed(page([web, off]))).toEqual({
    projects: [{ id: 'p1', name: 'web', domainId: 'd1' }],
    urls: ['https://cloud.example/v3/auth/projects'],
  });
});

test('takes a cloud’s projects that do not say whether they are enabled, and no others for projects', async () => {
  const { projects } = await listed(page([{ id: 'p1', name: 'eu-de' }, null, 7, { name: 'x' }]));
  expect(projects).toEqual([{ id: 'p1', name: 'eu-de', domainId: '' }]);
});

test('follows pages, but only their query, and none twice', async () => {
  const second = page([{ ...web, id: 'p2' }], 'http://evil.example/elsewhere?marker=p1');
  const { projects, urls } = await listed(page([web], 'http://10.0.0.1:5000/v3/auth/projects?marker=p1'), second);
  expect(projects.map(({ id }) => id)).toEqual(['p1', 'p2']);
  expect(urls).toEqual(['https://cloud.example/v3/auth/projects', 'https://cloud.example/v3/auth/projects?marker=p1']);
});

test('a list that goes on for ever is given up', async () => {
  const endless = Array.from({ length: 1001 }, (_, index) =>
    page([], `http://10.0.0.1/v3/auth/projects?marker=${index}`),
  );
  const tooMany = {
    code: 'answer-too-large',
    message: 'cloud.example goes on listing projects: 2 MiB of them, or 1000 pages, were not all.',
    advice: ['Leave `list-projects` out, and name the project with `project-id`.'],
  };
  await expect(listed(...endless)).rejects.toMatchObject(tooMany);
  const many = page(
    Array.from({ length: 10_001 }, () => ({ ...web, name: 'p'.repeat(300) })),
    'http://10.0.0.1/v3/auth/projects?marker=p',
  );
  await expect(listed(many, page([]))).rejects.toMatchObject(tooMany);
});

test('a link longer than any is not followed', async () => {
  const { urls } = await listed(page([web], `http://10.0.0.1/?marker=${'p'.repeat(2000)}`));
  expect(urls).toHaveLength(1);
});

test('a refusal says by whom, and not the token', async () => {
  const refused = listed({ status: 403, body: { error: { code: 403, message: 'Not for you.' } } });
  await expect(refused).rejects.toMatchObject({
    code: 'request-refused',
    message: 'cloud.example refused the list of projects with 403 “Not for you.”.',
    advice: ['Leave `list-projects` out, or ask whoever runs the cloud to allow this list.'],
  });
  const repeating = listed({ status: 400, body: { error: { code: 400, message: 'Bad gAAAAtoken' } } });
  await expect(repeating).rejects.toMatchObject({ message: 'cloud.example refused the list of projects with 400.' });
});

test('an answer that is no list is no Keystone’s', async () => {
  await expect(listed({ status: 200, body: '<html>' })).rejects.toMatchObject({
    code: 'not-keystone',
    message: 'cloud.example answered the request for the list of projects, but not with a list.',
    advice: ['Check that `auth-url` is the Identity endpoint.'],
  });
});
