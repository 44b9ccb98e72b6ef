import type { EndpointChoice, Login, Scope, Trust } from '../identity.ts';
import { authUrl } from './auth-url.ts';
import { domainOf, spreadDomains } from './domains.ts';
import { endpointChoice } from './endpoint-choice.ts';
import { agencyLogin, asksForAgency } from './login/agency.ts';
import { chooseWay } from './login/auth-type.ts';
import type { Way } from './login/way.ts';
import type { Hints, Options } from './options.ts';
import { ownScope, type ScopeRule, scopeGiven } from './scope.ts';
import type { TrustMeans } from './trust/pem.ts';
import { trustGiven } from './trust/trust.ts';
import { Wanting } from './wanting.ts';

/** Where, who and what for: everything a login needs, checked as far as it can be without asking anyone. */
export interface Credentials {
  /** As the user has it, versioned or not. */
  readonly authUrl: URL;
  readonly trust: Trust;
  readonly login: Login;
  readonly scope: Scope;
  readonly endpoints: EndpointChoice;
  /** Which way to log in was chosen and why, for the log. */
  readonly note: string;
}

/**
 * credentials returns what the options say. Throws `input-missing`, which names everything that is, and `input-invalid`,
 * before anything is sent.
 */
export function credentials(all: Options, means: TrustMeans & { readonly hints?: Hints }): Credentials {
  const options = spreadDomains(all);
  const wanting = new Wanting(options, means.hints);
  const given = { options, wanting, seal: means.seal };

  const where = wanting.option(
    'auth-url',
    '`auth-url` is the Identity endpoint, as your cloud shows it under API access.',
  );
  const choice = wanting.told(() => chooseWay(options) ?? wanting.note('who logs in', whoLogsIn, true));
  const own = choice && wanting.told(() => choice.way.login(given));
  const agency = asksForAgency(options);
  const login = agency ? wanting.told(() => agencyLogin(given, own, choice?.way)) : own;
  const scope = wanting.told(() => {
    const scopeOf = agency ? scopeGiven : scopeRule(options, choice?.way);
    return scopeOf(options, wanting, domainOf(options, agency ? 'agency' : 'user'));
  });

  if (where === undefined || choice === undefined || login === undefined || scope === undefined) {
    throw wanting.failure();
  }
  const checked = { authUrl: authUrl(where), login, scope, note: choice.note };
  const rest = wanting.told(() => ({ trust: trustGiven(options, means), endpoints: endpointChoice(options) }));
  if (rest === undefined) {
    throw wanting.failure();
  }
  return { ...checked, ...rest };
}

function scopeRule(options: Options, way: Way | undefined): ScopeRule {
  return way?.hasOwnScope?.(options) ? ownScope : (way?.scope ?? scopeGiven);
}

const whoLogsIn =
  'Say who logs in: `identity-provider`, where the cloud trusts GitHub; `application-credential-id` with ' +
  '`application-credential-secret`; or `username` with `user-domain-name` and `password`.';
