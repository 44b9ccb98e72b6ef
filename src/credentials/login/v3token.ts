import { Failure } from '../../failure.ts';
import type { TokenLogin } from '../../identity.ts';
import type { FactorWay, LoginMeans } from './way.ts';

/** v3token logs in by a token that the user has, for one with another scope. */
export const v3token: FactorWay = {
  names: ['v3token', 'token'],
  impliedBy: [['token']],
  secrets: () => ['token'],
  login: tokenFactor,
  factorSecrets: ['token'],
  factor: tokenFactor,
};

function tokenFactor({ wanting }: LoginMeans): TokenLogin | undefined {
  const given = wanting.option('token');
  // It may become a header.
  if (given !== undefined && !/^[\x21-\x7e]+$/.test(given.value.reveal())) {
    throw new Failure('input-invalid', {
      message: `The ${given.from} has blanks, line breaks or characters that no token has.`,
    });
  }
  return given && { method: 'token', token: given.value };
}
