import type { AgencyLogin } from '../../identity.ts';
import type { IdentityPart } from './methods.ts';

/** assumeRole gives the part that assumes an agency. https://docs.otc.t-systems.com/identity-access-management/api-ref/apis/token_management/obtaining_an_agency_token.html */
export function assumeRole({ agency, domain }: AgencyLogin): IdentityPart {
  const where = 'id' in domain ? { domain_id: domain.id } : { domain_name: domain.name };
  return { methods: ['assume_role'], assume_role: { ...where, xrole_name: agency } };
}
