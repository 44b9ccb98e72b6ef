import type { DomainRef } from '../identity.ts';
import type { Given, Options } from './options.ts';

/** domainOf returns the domain that `<of>-domain-id` or `<of>-domain-name` names; the id wins, because it is exact. */
export function domainOf(options: Options, of: 'user' | 'project' | 'agency'): DomainRef | undefined {
  return domainRef(options[`${of}-domain-id`], options[`${of}-domain-name`]);
}

/** hasDomain tells whether the options say anything of the domain, read or not. */
export function hasDomain(options: Options, of: 'user' | 'project' | 'agency'): boolean {
  return options[`${of}-domain-id`] !== undefined || options[`${of}-domain-name`] !== undefined;
}

/** domainRef returns the domain of an id or a name, if there is one. */
export function domainRef(id: Given<string> | undefined, name: Given<string> | undefined): DomainRef | undefined {
  if (id !== undefined) {
    return { id: id.value };
  }
  return name && { name: name.value };
}

/**
 * spreadDomains returns the options with a domain that was said once in every place it is meant for: beside a project or
 * an application credential's name, `domain-id` and `domain-name` are no scope but the user's and the project's domain,
 * as openstacksdk has it; where these have none, `default-domain-…` is.
 * Source: openstacksdk config/loader.py, keystoneauth1 identity/generic.
 */
export function spreadDomains(options: Options): Options {
  const { 'project-id': id, 'project-name': name, 'application-credential-name': credential } = options;
  if (!id && !name && !credential) {
    return withDefault(options, options['default-domain-id'], options['default-domain-name']);
  }
  const { 'domain-id': domain, 'domain-name': named, ...rest } = options;
  return withDefault(withDefault(rest, domain, named), options['default-domain-id'], options['default-domain-name']);
}

function withDefault(options: Options, id: Given<string> | undefined, name: Given<string> | undefined): Options {
  const domain = (of: 'user' | 'project'): Options =>
    hasDomain(options, of)
      ? {}
      : { ...(id && { [`${of}-domain-id`]: id }), ...(name && { [`${of}-domain-name`]: name }) };
  return { ...options, ...domain('user'), ...domain('project') };
}
