import { Failure } from '../failure.ts';
import type { DomainRef, Login, OwnedRef, Scope, Trust } from '../identity.ts';
import { authUrl } from './auth-url.ts';
import type { Options, PlainName, SecretName } from './options.ts';
import { certificates, type ReadFile } from './pem.ts';

/** Where, who and what for: everything a login needs, checked as far as it can be without asking anyone. */
export interface Credentials {
  /** As the user has it, versioned or not. */
  readonly authUrl: URL;
  readonly trust: Trust;
  readonly login: Login;
  readonly scope: Scope;
}

/**
 * credentials gives what the options say. Throws `input-missing` and `input-invalid`, naming the option, before
 * anything is sent.
 */
export function credentials(options: Options, readFile: ReadFile): Credentials {
  const user = owned(options, 'username', 'user');
  return {
    authUrl: authUrl(
      required(options, 'auth-url', ['The Identity endpoint, as your cloud shows it under API access.']),
    ),
    trust: trust(options, readFile),
    login: { method: 'password', user, password: required(options, 'password').value },
    scope: { project: owned(options, 'project-name', 'project', 'domain' in user ? user.domain : undefined) },
  };
}

function trust({ cacert, insecure }: Options, readFile: ReadFile): Trust {
  return {
    ...(cacert && { ca: certificates(cacert, readFile) }),
    insecure: insecure !== undefined && flag(insecure),
  };
}

function flag({ value, from }: { value: string; from: string }): boolean {
  const text = value.trim().toLowerCase();
  if (text !== 'true' && text !== 'false') {
    throw new Failure('input-invalid', { message: `The ${from} is neither \`true\` nor \`false\`.` });
  }
  return text === 'true';
}

/** A user or a project: by id, or by name and domain. The id wins, because it is exact. */
function owned(
  options: Options,
  nameOption: 'username' | 'project-name',
  kind: 'user' | 'project',
  otherwise?: DomainRef,
): OwnedRef {
  const id = options[`${kind}-id`];
  if (id !== undefined) {
    return { id: id.value };
  }
  const name = options[nameOption];
  if (name === undefined) {
    throw missing(`\`${kind}-id\`, or \`${nameOption}\` with \`${kind}-domain-name\``);
  }
  const domain = domainRef(options, kind) ?? otherwise;
  if (domain === undefined) {
    throw new Failure('input-missing', {
      message: `The ${kind} is given by name, and its domain is missing.`,
      reasons: ['Names are unique within a domain only.'],
      advice: [
        `Give \`${kind}-domain-name\` or \`${kind}-domain-id\` as well (often Default; VK Cloud: users), or \`${kind}-id\` instead.`,
      ],
    });
  }
  return { name: name.value, domain };
}

function domainRef(options: Options, kind: 'user' | 'project'): DomainRef | undefined {
  const id = options[`${kind}-domain-id`];
  const name = options[`${kind}-domain-name`];
  return id ? { id: id.value } : name && { name: name.value };
}

function required<Name extends PlainName | SecretName>(
  options: Options,
  name: Name,
  advice: readonly string[] = [],
): NonNullable<Options[Name]> {
  const given = options[name];
  if (given === undefined) {
    throw missing(`\`${name}\``, advice);
  }
  return given;
}

function missing(what: string, advice: readonly string[] = []): Failure {
  return new Failure('input-missing', {
    message: `The step needs ${what}, and it is not given or empty.`,
    reasons: [
      'A secret that does not exist expands to nothing: check its name, and its environment if it belongs to one.',
      'Secrets are not passed to workflows that a fork or Dependabot triggers.',
    ],
    advice,
  });
}
