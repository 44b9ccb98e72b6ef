import { Failure } from '../../failure.ts';
import type { Scope } from '../../identity.ts';
import { domainOf } from '../domains.ts';
import { type ScopeRule, scopeGiven, scopesAskedFor } from '../scope.ts';
import { assertionGiven } from './assertion.ts';
import { exchangeGiven } from './exchange.ts';
import type { Way } from './way.ts';

/** v3idtoken logs in at Open Telekom Cloud and Huawei Cloud by the token that is given, or the runner's for the job. */
export const v3idtoken: Way = {
  names: ['v3idtoken'],
  impliedBy: [],
  secrets: () => ['access-token'],
  scope: projectOrDomain,
  agencyScope: accountOfProvider,
  login(means) {
    const exchange = exchangeGiven(means, assertionGiven(means));
    return exchange && { method: 'v3idtoken', ...exchange };
  },
};

/** Throws `input-invalid` for other scopes. */
function projectOrDomain(...given: Parameters<ScopeRule>): Scope | undefined {
  const [options, , otherwise] = given;
  const { 'system-scope': system, 'trust-id': trust, 'project-id': id, 'project-name': name } = options;
  if (name && !id && scopesAskedFor(options).length === 1 && !otherwise && !domainOf(options, 'project')) {
    // The project is one of the provider's own account.
    return { kind: 'project', project: { name: name.value } };
  }
  const scope = scopeGiven(...given);
  if (scope?.kind === 'system' || scope?.kind === 'trust') {
    throw new Failure('input-invalid', {
      message: `The ${(system ?? trust)?.from} asks for a scope that an ID-token exchange does not have.`,
      advice: ['It has projects and domains: `project-id`, `project-name`, `domain-id`, `domain-name`.'],
    });
  }
  return scope;
}

// An unscoped token of this kind assumes no agency.
function accountOfProvider(...[options, wanting]: Parameters<ScopeRule>): Scope | undefined {
  const domain = domainOf(options, 'user');
  return domain === undefined
    ? wanting.note('`user-domain-name`', '`user-domain-name` is the account that has the identity provider.')
    : { kind: 'domain', domain };
}
