import type { TokenLogin } from '../../identity.ts';
import { isRefusedWith, says } from '../refusals/refused.ts';
import type { Method } from './part.ts';

const unusable = 'The token in `token` has expired, was revoked, or is of another cloud.';

/** The token method. https://docs.openstack.org/api-ref/identity/v3/#token-authentication-with-scoped-authorization */
export const tokenMethod: Method<TokenLogin> = {
  authMethod: 'v3token',
  inputs: '`token`',
  part: ({ token }) => ({ id: token.reveal() }),
  secrets: ({ token }) => [token],
  reasons: () => [unusable],
  byUser: false,
  canBeUnscoped: true,
  refusals: () => [
    {
      code: 'token-not-exchangeable',
      when: says(/delegated token|trust-scoped token/),
      tell: () => ({
        reasons: [
          'The token came by an application credential or a trust, and Keystone makes no other from such a one.',
        ],
        advice: ['Log in with the application credential itself, or with what the trust was used with.'],
      }),
    },
    {
      code: 'token-not-exchangeable',
      when: says(/rescope a scoped token/),
      tell: () => ({
        reasons: ['The cloud makes no token from one that has a scope (`allow_rescope_scoped_token`).'],
        advice: ['Give an unscoped token, or log in with something else.'],
      }),
    },
    {
      code: 'token-unknown',
      when: isRefusedWith(404),
      tell: () => ({
        reasons: [unusable, 'It is no token, or a part of one.'],
        advice: ['Give a token that this cloud has issued within its lifetime, or log in with something else.'],
      }),
    },
  ],
};
