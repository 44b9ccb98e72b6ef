import type { AgencyLogin, Login, Scope } from '../../identity.ts';
import { domainOf, hasDomain } from '../domains.ts';
import type { Options } from '../options.ts';
import type { Wanting } from '../wanting.ts';
import type { Sources } from './factors.ts';

/** asksForAgency tells whether the login is to assume an agency afterwards. */
export function asksForAgency(options: Options): boolean {
  return options['agency-name'] !== undefined || hasDomain(options, 'agency');
}

/** agencyLogin gives the login that assumes an agency after another; what is wanting is noted. */
export function agencyLogin({ options, wanting }: Sources, by: Login | undefined): AgencyLogin | undefined {
  const agency = wanting.option('agency-name');
  const domain =
    domainOf(options, 'agency') ??
    wanting.note('`agency-domain-name`', 'The agency is in the account that delegates: give its name or its id.');
  const byScope = by && own(by, options, wanting);
  return by && agency && domain && byScope && { method: 'assume_role', agency: agency.value, domain, by, byScope };
}

// The permission to assume agencies is one in the user's own domain.
function own(login: Login, options: Options, wanting: Wanting): Scope | undefined {
  if (login.method === 'application_credential' || login.method === 'v4jwt') {
    return { kind: 'inherent' };
  }
  const domain = domainOf(options, 'user');
  if (domain !== undefined) {
    return { kind: 'domain', domain };
  }
  // There an unscoped token is good for nothing.
  return login.method === 'v3idtoken'
    ? wanting.note('`user-domain-name`', '`user-domain-name` is the account that has the identity provider.')
    : { kind: 'unscoped' };
}
