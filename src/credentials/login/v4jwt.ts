import { scopeGiven, scopesAskedFor } from '../scope.ts';
import { assertionGiven } from './assertion.ts';
import { exchangeGiven, headerValue } from './exchange.ts';
import type { Way } from './way.ts';

/** v4jwt logs in at a Keystone v4, whose mapping decides on the scope: one that is asked for is only held against it. */
export const v4jwt: Way = {
  names: ['v4jwt', 'jwt'],
  impliedBy: [['identity-provider', 'mapping']],
  secrets: () => ['access-token'],
  scope: (options, wanting, otherwise) =>
    scopesAskedFor(options).length === 0 ? { kind: 'inherent' } : scopeGiven(options, wanting, otherwise),
  agencyScope: () => ({ kind: 'inherent' }),
  login(means) {
    const exchange = exchangeGiven(means, assertionGiven(means));
    const { mapping } = means.options;
    return exchange && { method: 'v4jwt', ...exchange, ...(mapping && { mapping: headerValue(mapping) }) };
  },
};
