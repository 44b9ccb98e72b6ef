import { methodNamed } from '../methods/methods.ts';
import { receiptIn } from '../receipt.ts';
import type { RefusalKind } from './refused.ts';

/** factorMissing is a login that Keystone accepts as far as it goes. */
export const factorMissing: RefusalKind = {
  code: 'factor-missing',
  when: ({ response }) => receiptIn(response).required.length > 0,
  tell: ({ endpoint, response }) => {
    const { accepted, required } = receiptIn(response);
    const ways = required.map((names) => names.join(' and ')).join(', or ');
    return {
      message: `${endpoint.host} accepts what was sent, and wants more from this user: ${ways}.`,
      reasons: ['The user has to log in with several factors (MFA).'],
      advice: required.map((names) => howToGive(names, accepted)),
    };
  },
};

function howToGive(wanted: readonly string[], accepted: readonly string[]): string {
  const methods = wanted.flatMap((name) => methodNamed(name) ?? []);
  if (methods.length < wanted.length) {
    return `This action has no way to log in by ${wanted.filter((name) => !methodNamed(name)).join(' or ')}.`;
  }
  const sent = accepted.flatMap((name) => methodNamed(name) ?? []);
  const all = [...sent, ...methods].map(({ authMethod }) => authMethod);
  const inputs = methods.map((method) => method.inputs);
  return `\`auth-methods: ${all.join(',')}\` sends all of it at once; ${wanted.join(' and ')} comes from ${inputs.join(' and ')}.`;
}
