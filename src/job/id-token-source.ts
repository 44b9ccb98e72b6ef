import type { Deadline } from '../http/deadline.ts';
import { createHttp } from '../http/http.ts';
import { requestIdToken } from '../runner/id-token.ts';
import { info, seal } from '../runner/log.ts';
import type { Secret } from '../secret.ts';

/** idTokenSource returns a function that requests a new ID token of this job for an audience. */
export function idTokenSource(deadline: Deadline): (audience: string) => Promise<Secret> {
  // What the user trusts the cloud with (`cacert`, `insecure`) is not what GitHub is trusted with: no cloud is named.
  const http = createHttp({ deadline, seal, log: info });
  const what = "The request for the job's ID token";
  return (audience) =>
    requestIdToken(audience, (url, headers) =>
      http.send({ what, method: 'GET', url, setting: '`ACTIONS_ID_TOKEN_REQUEST_URL`', headers }),
    );
}
