import { Failure } from '../failure.ts';
import type { DomainRef, Scope } from '../identity.ts';
import { domainRef } from './domains.ts';
import type { Given, Options } from './options.ts';
import { owned } from './owned.ts';
import { isTrue } from './truth.ts';
import type { Wanting } from './wanting.ts';

/** Returns the scope that options ask for; what is wanting is noted. `otherwise` is the domain of a project without one. */
export type ScopeRule = (options: Options, wanting: Wanting, otherwise?: DomainRef) => Scope | undefined;

/**
 * scopeGiven returns the one scope the options ask for; what is wanting is noted. `otherwise` is the domain of a project
 * that is named without one. Throws `input-invalid` where they ask for two.
 */
export function scopeGiven(options: Options, wanting: Wanting, otherwise?: DomainRef): Scope | undefined {
  const [asked, second] = scopesAskedFor(options);
  if (asked !== undefined && second !== undefined) {
    throw new Failure('input-invalid', {
      message: `The ${asked.by.from} and the ${second.by.from} ask for two scopes, and a token has one.`,
      advice: ['Leave one of them out; for two tokens, use the action twice.'],
    });
  }
  switch (asked?.kind) {
    case 'project': {
      const project = owned(options, 'project', wanting, otherwise);
      return project && { kind: 'project', project };
    }
    case 'domain': {
      const domain = domainRef(options['domain-id'], options['domain-name']);
      return domain && { kind: 'domain', domain };
    }
    case 'system':
      return wholeSystem(asked.by);
    case 'trust':
      return { kind: 'trust', id: asked.by.value };
    case 'unscoped':
      return { kind: 'unscoped' };
    case undefined:
      return wanting.note(
        'a scope (what the token is for)',
        'Give `project-id`, as the dashboard shows it; or `project-name`, with `project-domain-name` if that is not the ' +
          "user's domain; or `domain-id`, `domain-name`, `system-scope: all` or `trust-id`. `unscoped: true` with " +
          '`list-projects: true` lists the projects there are.',
      );
  }
}

/** ownScope returns the scope of a login that has its own. Throws `input-invalid` where another is asked for. */
export function ownScope(options: Options): Scope {
  const [asked] = scopesAskedFor(options);
  if (asked !== undefined) {
    throw new Failure('input-invalid', {
      message: `The ${asked.by.from} asks for a scope, which an application credential cannot have: it is good for the project it was made in.`,
      advice: [
        'Leave the scope out, or log in with something else.',
        'To make sure which project it is, use the input `allowed-project-ids`.',
      ],
    });
  }
  return { kind: 'inherent' };
}

interface Asked {
  readonly kind: Exclude<Scope['kind'], 'inherent'>;
  readonly by: Given<string>;
}

/** scopesAskedFor returns the scopes that options ask for, each with the option that does. */
export function scopesAskedFor(options: Options): readonly Asked[] {
  const { 'system-scope': system, 'trust-id': trust, unscoped } = options;
  const project = options['project-id'] ?? options['project-name'];
  const domain = options['domain-id'] ?? options['domain-name'];
  return [
    ...(project ? [{ kind: 'project', by: project } as const] : []),
    ...(domain ? [{ kind: 'domain', by: domain } as const] : []),
    ...(system ? [{ kind: 'system', by: system } as const] : []),
    ...(trust ? [{ kind: 'trust', by: trust } as const] : []),
    ...(unscoped && isTrue(unscoped) ? [{ kind: 'unscoped', by: unscoped } as const] : []),
  ];
}

function wholeSystem({ value, from }: Given<string>): Scope {
  if (value !== 'all') {
    throw new Failure('input-invalid', {
      message: `The ${from} is not \`all\`, and Keystone knows no other part of the system.`,
    });
  }
  return { kind: 'system' };
}
