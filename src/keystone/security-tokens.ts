import type { S3Keys, Token } from '../identity.ts';
import type { Seal } from '../secret.ts';
import { type Caller, call } from './call.ts';
import { members, parseJson, text } from './json.ts';
import { creationRefused } from './refusals/creation.ts';
import { sealToken } from './token.ts';

/**
 * createSecurityToken makes a temporary access key of Open Telekom Cloud or Huawei Cloud and returns it. It ends by
 * itself after some seconds (the API allows 15 minutes to 24 hours), and nothing ends it before.
 * Throws `credential-refused`.
 * Source: https://docs.otc.t-systems.com/identity-access-management/api-ref/apis/access_key_management/obtaining_a_temporary_ak_sk.html
 */
export async function createSecurityToken(
  caller: Caller & { readonly seal: Seal },
  owner: Token,
  seconds: number,
): Promise<S3Keys> {
  const token = { id: caller.token.reveal(), duration_seconds: seconds };
  const response = await call(caller, {
    what: 'The creation of a temporary access key',
    method: 'POST',
    path: new URL('/v3.0/OS-CREDENTIAL/securitytokens', caller.endpoint),
    body: { auth: { identity: { methods: ['token'], token } } },
  });
  const credential = members(members(parseJson(response.body))['credential']);
  const [access, secret, securitytoken] = ['access', 'secret', 'securitytoken'].map((name) =>
    sealToken(text(credential[name]), caller.seal),
  );
  if (response.status !== 201 || !access || !secret || !securitytoken) {
    throw creationRefused('a temporary access key', response, owner, caller, []);
  }
  return { accessKey: access, secretKey: secret, sessionToken: securitytoken };
}
