import { readFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import type { Secret } from '../secret.ts';
import { seal } from './log.ts';

/** The way to the network, as far as it is needed here. */
export type Get = (
  url: URL,
  headers: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: string }>;

/**
 * requestIdToken asks the runner's side for a new ID token of this job, for an audience. It lives for about five
 * minutes. Throws `id-token-unavailable`, with what to change in the workflow.
 * Source: https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
export async function requestIdToken(audience: string, get: Get): Promise<Secret> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret = '' } = process.env;
  if (!URL.canParse(address) || secret === '') {
    throw notAllowed();
  }
  const url = new URL(`${address}${address.includes('?') ? '&' : '?'}audience=${encodeURIComponent(audience)}`);
  const { status, body } = await get(url, { authorization: `Bearer ${seal(secret).reveal()}` });
  const token = status === 200 ? tokenIn(body) : '';
  if (!/^(?=.{8})[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    throw new Failure('id-token-unavailable', {
      message: `${url.host} was asked for the job's ID token and answered with ${status}${status === 200 ? ', but with no token' : ''}.`,
      reasons: ['The job has ended or was cancelled meanwhile.', 'The service is disturbed.'],
      advice: ['Run the job again; https://www.githubstatus.com tells of disturbances of github.com.'],
    });
  }
  return seal(token);
}

function tokenIn(body: string): string {
  try {
    const { value }: { readonly value?: unknown } = JSON.parse(body);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

const lines = ['permissions:', '  contents: read', '  id-token: write'];

function notAllowed(): Failure {
  const message = 'This job may not ask for an ID token, by which it would log in without a secret.';
  if (isFromFork()) {
    return new Failure('id-token-unavailable', {
      message,
      reasons: ['The pull request comes from a fork, and such a job gets no ID token, whatever its permissions are.'],
      advice: ['Leave the step out there:\n    if: github.event.pull_request.head.repo.full_name == github.repository'],
    });
  }
  // Forgejo sets both.
  const { FORGEJO_ACTIONS: forgejo, GITEA_ACTIONS: gitea } = process.env;
  if (forgejo) {
    return new Failure('id-token-unavailable', {
      message,
      reasons: ['The workflow does not ask Forgejo for ID tokens.', 'The server is older than Forgejo 15.'],
      advice: [
        'Add to the job, beside `runs-on` (or to the whole workflow, beside `on`):\n    enable-openid-connect: true',
      ],
    });
  }
  if (gitea) {
    return new Failure('id-token-unavailable', {
      message,
      reasons: ['Gitea has no ID tokens yet: https://github.com/go-gitea/gitea/issues/26383.'],
      advice: ['Give a token of an identity provider of your own with `access-token`, or log in with a secret.'],
    });
  }
  return new Failure('id-token-unavailable', {
    message,
    reasons: [
      'Neither the job nor its workflow has the permission `id-token: write`.',
      'It runs in a reusable workflow, and the job that calls that one lacks the permission.',
      'The runner or the server it belongs to has no ID tokens.',
    ],
    advice: [
      ['Add to the job, beside `runs-on` (or to the whole workflow, beside `on`):', ...lines.map(indented)].join('\n'),
      ['Of a reusable workflow, to the job that calls it too, beside `uses`:', ...lines.map(indented)].join('\n'),
    ],
  });
}

function indented(line: string): string {
  return `    ${line}`;
}

// Whether the job is for a pull request from another repository. The runner keeps the webhook's payload in a file.
function isFromFork(): boolean {
  const { GITHUB_EVENT_NAME: name = '', GITHUB_EVENT_PATH: path = '' } = process.env;
  if (!name.startsWith('pull_request') || name === 'pull_request_target') {
    return false;
  }
  try {
    const { pull_request: pull }: PullRequestEvent = JSON.parse(readFileSync(path, 'utf8'));
    return pull?.head?.repo?.id !== pull?.base?.repo?.id;
  } catch {
    return false;
  }
}

interface PullRequestEvent {
  readonly pull_request?: { readonly head?: Side; readonly base?: Side };
}

/** Null is a repository that has been deleted. */
interface Side {
  readonly repo?: { readonly id?: number } | null;
}
