import type { DomainRef, OwnedRef } from '../identity.ts';
import { domainOf } from './domains.ts';
import type { Options } from './options.ts';
import type { Wanting } from './wanting.ts';

const nameOption = { user: 'username', project: 'project-name' } as const;

/**
 * owned returns the user or the project that the options name: by id, or by name and domain; the id wins, because it is
 * exact. `otherwise` is the domain of a name without one. What is wanting is noted.
 */
export function owned(
  options: Options,
  of: 'user' | 'project',
  wanting: Wanting,
  otherwise?: DomainRef,
): OwnedRef | undefined {
  const id = options[`${of}-id`];
  if (id !== undefined) {
    return { id: id.value };
  }
  const name = options[nameOption[of]];
  if (name === undefined) {
    return wanting.note(
      `\`${nameOption[of]}\``,
      `\`${nameOption[of]}\` goes with \`${of}-domain-name\` or \`${of}-domain-id\`; \`${of}-id\` does instead of both.`,
    );
  }
  const domain = domainOf(options, of) ?? otherwise;
  if (domain === undefined) {
    return wanting.note(
      `\`${of}-domain-name\``,
      `Names are unique within a domain only: give \`${of}-domain-name\` or \`${of}-domain-id\` as well (often Default; VK Cloud: users), or \`${of}-id\` instead.`,
    );
  }
  return { name: name.value, domain };
}
