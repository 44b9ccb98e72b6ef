import { Failure } from '../failure.ts';
import type { EndpointChoice, Interfaces } from '../identity.ts';
import type { Given, Options } from './options.ts';

const known = ['public', 'internal', 'admin'];

/**
 * endpointChoice returns which endpoints of the catalogue are wanted: of which region, and of which interface, or of
 * several with commas between, the preferred one first. `publicURL`, as it was once called, is `public`.
 * Throws `input-invalid`.
 */
export function endpointChoice({ 'region-name': region, interface: given }: Options): EndpointChoice {
  return { ...(region && { region: region.value }), ...(given && { interfaces: interfaces(given) }) };
}

function interfaces({ value, from }: Given<string>): Interfaces {
  const [first, ...others] = value.split(',').map((name) => name.trim().replace(/URL$/, ''));
  if (first === undefined || ![first, ...others].every((name) => known.includes(name))) {
    throw new Failure('input-invalid', {
      message: `The ${from} is none of ${known.map((name) => `\`${name}\``).join(', ')}.`,
    });
  }
  return [first, ...others];
}
