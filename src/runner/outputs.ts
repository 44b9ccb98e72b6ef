import * as core from '@actions/core';
import type { Token } from '../identity.ts';

/** The step's outputs, in the order of action.yml. */
export const outputNames = [
  'token',
  'expires-at',
  'issued-at',
  'expires-in',
  'auth-url',
  'user-id',
  'user-name',
  'project-id',
  'project-name',
  'domain-id',
  'domain-name',
  'roles',
  'methods',
] as const;

/** setOutputs sets every output. The token has been masked when it was read. */
export function setOutputs(token: Token, endpoint: URL): void {
  const outputs: Record<(typeof outputNames)[number], string> = {
    token: token.id.reveal(),
    'expires-at': token.expiresAt.toISOString(),
    'issued-at': token.issuedAt.toISOString(),
    'expires-in': String(token.lifetime),
    'auth-url': endpoint.href,
    'user-id': token.user.id,
    'user-name': token.user.name,
    'project-id': token.project?.id ?? '',
    'project-name': token.project?.name ?? '',
    'domain-id': token.domain?.id ?? '',
    'domain-name': token.domain?.name ?? '',
    roles: JSON.stringify(token.roles),
    methods: JSON.stringify(token.methods),
  };
  for (const name of outputNames) {
    core.setOutput(name, outputs[name]);
  }
}

/** exportToken puts the token into the environment of the later steps. */
export function exportToken(token: Token, variable: string): void {
  core.exportVariable(variable, token.id.reveal());
}
