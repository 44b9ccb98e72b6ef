import type { AgencyLogin, Login, Scope } from '../../identity.ts';
import { domainOf, hasDomain } from '../domains.ts';
import type { Options } from '../options.ts';
import type { LoginMeans, Way } from './way.ts';

/** asksForAgency tells whether the login is to assume an agency afterwards. */
export function asksForAgency(options: Options): boolean {
  return options['agency-name'] !== undefined || hasDomain(options, 'agency');
}

/** agencyLogin returns the login that assumes an agency after one by another way. */
export function agencyLogin(means: LoginMeans, by: Login | undefined, way: Way | undefined): AgencyLogin | undefined {
  const { options, wanting } = means;
  const agency = wanting.option('agency-name');
  const domain =
    domainOf(options, 'agency') ??
    wanting.note('`agency-domain-name`', 'The agency is in the account that delegates: give its name or its id.');
  const byScope = by && way && scopeBefore(way, means);
  return by && agency && domain && byScope && { method: 'assume_role', agency: agency.value, domain, by, byScope };
}

// The permission to assume agencies is one in the user's own domain.
function scopeBefore(way: Way, { options, wanting }: LoginMeans): Scope | undefined {
  if (way.hasOwnScope?.(options)) {
    return { kind: 'inherent' };
  }
  if (way.agencyScope) {
    return way.agencyScope(options, wanting);
  }
  const domain = domainOf(options, 'user');
  return domain === undefined ? { kind: 'unscoped' } : { kind: 'domain', domain };
}
