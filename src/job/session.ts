import type { Credentials } from '../credentials/credentials.ts';
import { endingSoon } from '../expiry.ts';
import { guard } from '../guards.ts';
import { Deadline } from '../http/deadline.ts';
import { createHttp } from '../http/http.ts';
import type { Session, Token } from '../identity.ts';
import { authenticate } from '../keystone/authenticate.ts';
import { selectEndpoints } from '../keystone/catalog.ts';
import { authenticateOrDiagnose } from '../keystone/diagnose.ts';
import { identityEndpoint } from '../keystone/discovery.ts';
import { listProjects } from '../keystone/projects.ts';
import { Leftovers } from '../leftovers/leftovers.ts';
import { handOver } from '../runner/hand-over.ts';
import { thisJob } from '../runner/job.ts';
import { debugging, info, seal, warning } from '../runner/log.ts';
import { report } from '../runner/report.ts';
import type { Settings } from '../runner/settings.ts';
import { applicationCredentialFor, objectStoreFor, tokenOf } from './credential.ts';
import { fingerprintOf } from './given-credentials.ts';
import { idTokenSource } from './id-token-source.ts';
import type { Wishes } from './wishes.ts';

/**
 * logInForJob logs in and hands over to the job a token and what else is wished for. Throws a Failure, also when it is
 * cancelled; whatever had been issued by then has been taken back.
 */
export async function logInForJob(
  given: Credentials,
  settings: Settings,
  wishes: Wishes,
  cancelled: AbortSignal,
): Promise<void> {
  const { authUrl, trust, login, scope, endpoints: choice } = given;
  const deadline = new Deadline(settings.timeout, cancelled);
  const http = createHttp({ cloud: { url: authUrl, trust }, deadline, seal, log: info });
  const endpoint = await identityEndpoint(http, authUrl);
  const leftovers = new Leftovers({ endpoint, trust, login: fingerprintOf(given) });
  const { catalog } = settings;
  const keystone = { http, endpoint, seal, catalog, idToken: idTokenSource(deadline), ...leftovers.remembering() };

  try {
    const logIn = debugging() ? authenticateOrDiagnose : authenticate;
    const loginToken = await logIn({ ...keystone, catalog: catalog && !wishes.narrowing }, login, scope);
    watchEnd(loginToken, settings, leftovers);
    const making = { keystone, loginToken, leftovers, job: thisJob() };
    const credential = await applicationCredentialFor(making, wishes);
    const applicationCredential = wishes.narrowing && credential;
    const token = applicationCredential ? await tokenOf(keystone, applicationCredential) : loginToken;
    guard(token, settings.guards);

    const endpoints = selectEndpoints(token.catalog ?? [], choice, endpoint.host);
    const objectStore = await objectStoreFor(making, wishes, endpoints, credential);
    const session: Session = {
      token,
      endpoint,
      trust,
      endpoints,
      ...(settings.listProjects && { projects: await listProjects(keystone, loginToken.id) }),
      ...(applicationCredential && { applicationCredential }),
      ...(objectStore && { objectStore }),
    };
    handOver(session, settings, (...left) => leftovers.add(...left));
    report(session, settings);
    if (!settings.revoke) {
      leave(session, leftovers);
    }
  } catch (error) {
    await leftovers.takeBack(patience);
    throw error;
  }
}

// In seconds. What takes longer is left to the job's end.
const patience = 10;

/** watchEnd warns of a password that ends soon, and has the job's end ask when an application credential does. */
function watchEnd(
  { user, passwordExpiresAt, applicationCredentialId, issuedAt }: Token,
  { expiryWarning: days }: Settings,
  leftovers: Leftovers,
): void {
  const text = endingSoon(`The password of ${user.name}`, passwordExpiresAt, issuedAt, days);
  if (text !== undefined) {
    warning(text);
  }
  if (applicationCredentialId !== undefined && days > 0) {
    leftovers.add({ kind: 'login-end', id: applicationCredentialId, userId: user.id, days });
  }
}

/** leave has what the job was given outlive it. */
function leave({ token, applicationCredential }: Session, leftovers: Leftovers): void {
  if (applicationCredential) {
    leftovers.forget({ kind: 'application-credential', id: applicationCredential.name });
  } else {
    leftovers.add({ kind: 'token', id: token.id, kept: true });
  }
}
