import type { AgencyLogin, Login, Scope } from '../identity.ts';
import { domainOf } from './domains.ts';
import type { Sources } from './factors.ts';
import type { Options } from './options.ts';

/** asksForAgency tells whether the login is to assume an agency afterwards. */
export function asksForAgency(options: Options): boolean {
  return options['agency-name'] !== undefined || domainOf(options, 'agency') !== undefined;
}

/** agencyLogin gives the login that assumes an agency after another; what is wanting is noted. */
export function agencyLogin({ options, wanting }: Sources, by: Login | undefined): AgencyLogin | undefined {
  const agency = wanting.option('agency-name');
  const domain =
    domainOf(options, 'agency') ??
    wanting.note('`agency-domain-name`', 'The agency is in the account that delegates: give its name or its id.');
  return (
    by && agency && domain && { method: 'assume_role', agency: agency.value, domain, by, byScope: own(by, options) }
  );
}

// The permission to assume agencies is one in the user's own domain.
function own(login: Login, options: Options): Scope {
  if (login.method === 'application_credential') {
    return { kind: 'inherent' };
  }
  const domain = domainOf(options, 'user');
  return domain ? { kind: 'domain', domain } : { kind: 'unscoped' };
}
