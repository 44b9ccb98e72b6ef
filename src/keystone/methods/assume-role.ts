import type { AgencyLogin } from '../../identity.ts';
import { shown } from '../reference.ts';
import { reasonsOfCode } from '../refusals/cloud-hints.ts';
import { ofScope } from '../refusals/likely-reasons.ts';
import { isRefusedWith } from '../refusals/refused.ts';
import type { Method } from './part.ts';

const refused = isRefusedWith(403, 404);

/** Assuming an agency. https://docs.otc.t-systems.com/identity-access-management/api-ref/apis/token_management/obtaining_an_agency_token.html */
export const assumeRoleMethod: Method<AgencyLogin> = {
  authMethod: 'assume_role',
  inputs: '`agency-name`',
  part: ({ agency, domain }) => ({
    ...('id' in domain ? { domain_id: domain.id } : { domain_name: domain.name }),
    xrole_name: agency,
  }),
  secrets: () => [],
  reasons: ({ agency, domain }) => [
    `There is no agency ${shown({ name: agency })} in the domain ${shown(domain)}, or it is for another account.`,
    'The user lacks the permission to assume agencies (Agent Operator).',
  ],
  byUser: false,
  canBeUnscoped: false,
  refusals: () => [
    {
      code: 'login-refused',
      when: (answer) => refused(answer) && reasonsOfCode(answer.error.code).length === 0,
      tell: ({ tried, scope }) => ({ reasons: [...tried.reasons, ...ofScope(scope)] }),
    },
  ],
};
