import { isReadableOnTheWay } from './credentials/auth-url.ts';
import { credentials } from './credentials/credentials.ts';
import { readTextFile } from './credentials/sources/read-file.ts';
import { gatherOptions } from './credentials/sources/sources.ts';
import { withoutExported } from './exported.ts';
import { guard } from './guards.ts';
import type { Http } from './http/request.ts';
import type { Session } from './identity.ts';
import type { Keystone } from './keystone/keystone.ts';
import type { Leftovers } from './leftovers/leftovers.ts';
import type { Get } from './runner/id-token.ts';
import { input } from './runner/inputs.ts';
import { debug, debugging, info, seal, warning } from './runner/log.ts';
import { readSettings } from './runner/settings.ts';

/**
 * main is the step: credentials from what the user gave, a token from Keystone, the token to the runner.
 * Throws a Failure, also when it is cancelled; whatever had been issued by then has been revoked.
 */
export async function main(cancelled: AbortSignal): Promise<void> {
  const settings = readSettings();
  const environment = withoutExported(process.env);
  const { options, hints } = await gatherOptions({
    input,
    environment,
    readFile: readTextFile,
    seal,
    info,
    warning,
    debug,
  });
  const { authUrl, trust, login, scope, endpoints, note } = credentials(options, {
    readFile: readTextFile,
    seal,
    hints,
  });
  info(note);
  if (isReadableOnTheWay(authUrl)) {
    warning(
      `\`auth-url\` begins with http://, so whoever is between here and ${authUrl.host} can read the password and the token.`,
    );
  }
  if (trust.insecure) {
    warning(
      `\`insecure\` is set: any certificate is accepted, so whoever is in between can read the password and the token.`,
    );
  }

  const network = await import('./network.ts');
  const { authenticate, authenticateOrDiagnose, createHttp, listProjects } = network;
  const deadline = new network.Deadline(settings.timeout, cancelled);
  const http = createHttp({ cloud: { url: authUrl, trust }, deadline, seal, log: info });
  const endpoint = await network.identityEndpoint(http, authUrl);
  const leftovers = new network.Leftovers({ endpoint, trust });

  try {
    // What the user trusts the cloud with (`cacert`, `insecure`) is not what GitHub is trusted with: no cloud is named.
    const fromRunner = getFromRunner(createHttp({ deadline, seal, log: info }));
    const idToken = (audience: string) => network.requestIdToken(audience, fromRunner);
    const keystone = { http, endpoint, seal, idToken, catalog: settings.catalog, ...remembering(leftovers) };
    const logIn = debugging() ? authenticateOrDiagnose : authenticate;
    const token = await logIn(keystone, login, scope);
    guard(token, settings.guards);

    const session: Session = {
      token,
      endpoint,
      trust,
      endpoints: network.selectEndpoints(token.catalog ?? [], endpoints, endpoint.host),
      ...(settings.listProjects && { projects: await listProjects(keystone, token.id) }),
    };
    network.handOver(session, settings, (...left) => leftovers.add(...left));
    network.report(session, settings);
    if (!settings.revoke) {
      leftovers.forget({ kind: 'token', id: token.id });
    }
  } catch (error) {
    await leftovers.takeBack(patience);
    throw error;
  }
}

// In seconds. What takes longer is left to the job's end.
const patience = 10;

/** remembering keeps each token the moment it is issued, and then what Keystone says of it. */
function remembering(leftovers: Leftovers): Pick<Keystone, 'issued' | 'described'> {
  return {
    issued: (id) => leftovers.add({ kind: 'token', id }),
    described: ({ id, expiresAt, revocable }) => leftovers.add({ kind: 'token', id, until: expiresAt, revocable }),
  };
}

function getFromRunner(http: Http): Get {
  const what = "The request for the job's ID token";
  return (url, headers) => http.send({ what, method: 'GET', url, setting: '`ACTIONS_ID_TOKEN_REQUEST_URL`', headers });
}
