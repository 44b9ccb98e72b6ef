import { Failure, quote } from '../../failure.ts';
import type { Endpoints } from '../../identity.ts';

/** endpointMissing returns the Failure of an export that needs endpoints the catalogue does not give. */
export function endpointMissing(name: string, what: string, { regions, region }: Endpoints): Failure {
  const several = region === '' && regions.length > 1;
  return new Failure('endpoint-missing', {
    message: `\`export: ${name}\` needs ${what}, and the token came without.`,
    reasons: several
      ? ['The catalogue has several regions, and the step does not say which.']
      : [
          'The catalogue has no such service, or not in this region and for this `interface`.',
          'There is no catalogue, because the token is unscoped or `catalog` is `false`.',
        ],
    advice: several
      ? [`Set \`region-name\` to one of ${regions.slice(0, 50).map(quote).join(', ')}.`]
      : ['Set `region-name` and `interface`, ask for a token for a project, and leave `catalog` out.'],
  });
}
