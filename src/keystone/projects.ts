import { Failure } from '../failure.ts';
import type { Response } from '../http/request.ts';
import type { Project } from '../identity.ts';
import type { Secret } from '../secret.ts';
import { call } from './call.ts';
import { list, members, parseJson, text } from './json.ts';
import { at, type Keystone } from './keystone.ts';
import { saidBy } from './refusals/explain.ts';

/**
 * listProjects returns the enabled projects that the token's identity may scope to. It is one request, unless the cloud
 * answers in pages.
 * Throws `request-refused` if Keystone refuses the list, `not-keystone` if it answers something else.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#get-available-project-scopes
 */
export async function listProjects(
  { http, endpoint }: Pick<Keystone, 'http' | 'endpoint'>,
  token: Secret,
): Promise<readonly Project[]> {
  const { host } = endpoint;
  const projects: Project[] = [];
  const url = at(endpoint, 'auth/projects');
  const asked = new Set<string>();
  let length = 0;
  for (let next: string | undefined = ''; next !== undefined && !asked.has(next); ) {
    if (asked.size >= maxPages || length > maxLength) {
      throw tooMany(host);
    }
    asked.add(next);
    url.search = next;
    const what = 'The list of projects';
    const response = await call({ http, endpoint, token }, { what, method: 'GET', path: new URL(url) });
    const page = pageOf(response, token, host);
    projects.push(...page.projects);
    length += JSON.stringify(page.projects).length;
    next = page.next;
  }
  return projects;
}

// Characters: more than a job's outputs can hold.
const maxLength = 2 * 1024 * 1024;
const maxPages = 1000;
const longestQuery = 2000;

function tooMany(host: string): Failure {
  return new Failure('answer-too-large', {
    message: `${host} goes on listing projects: ${maxLength / 1024 / 1024} MiB of them, or ${maxPages} pages, were not all.`,
    advice: ['Leave `list-projects` out, and name the project with `project-id`.'],
  });
}

interface Page {
  readonly projects: readonly Project[];
  readonly next: string | undefined;
}

function pageOf(response: Response, token: Secret, host: string): Page {
  const { status, body } = response;
  if (status !== 200) {
    const said = saidBy(response, [token]);
    throw new Failure('request-refused', {
      message: `${host} refused the list of projects with ${status}${said && ` ${said}`}.`,
      advice: ['Leave `list-projects` out, or ask whoever runs the cloud to allow this list.'],
    });
  }
  const { projects, links } = members(parseJson(body));
  if (!Array.isArray(projects)) {
    throw new Failure('not-keystone', {
      message: `${host} answered the request for the list of projects, but not with a list.`,
      advice: ['Check that `auth-url` is the Identity endpoint.'],
    });
  }
  return { projects: list(projects).flatMap(enabledProject), next: queryOf(members(links)['next']) };
}

function enabledProject(value: unknown): Project[] {
  const { id, name, domain_id: domainId, enabled } = members(value);
  return text(id) === '' || enabled === false ? [] : [{ id: text(id), name: text(name), domainId: text(domainId) }];
}

// Only the query of a link is followed: the host in it may be an internal one, or any other.
function queryOf(link: unknown): string | undefined {
  const url = text(link);
  return url.length <= longestQuery && URL.canParse(url) ? new URL(url).search : undefined;
}
