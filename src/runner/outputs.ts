import * as core from '@actions/core';
import { Failure } from '../failure.ts';
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

// Linux starts no process that is given a longer `name=value` (MAX_ARG_STRLEN, with the zero at its end).
const longestVariable = 131_071;

/**
 * exportToken puts the token into the environment of the later steps. Throws `runner-limit` where none of them could
 * start with it.
 */
export function exportToken(token: Token, variable: string): void {
  const value = token.id.reveal();
  if (Buffer.byteLength(`${variable}=${value}`) > longestVariable) {
    throw new Failure('runner-limit', {
      message: `The token has ${value.length} characters, which is more than an environment variable can hold.`,
      reasons: ['The token carries the catalogue, and the cloud has many services and regions.'],
      advice: ["Ask the cloud's operator for shorter tokens (Fernet)."],
    });
  }
  core.exportVariable(variable, value);
}
