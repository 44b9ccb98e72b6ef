import { list, type Members, members, parseJson, text } from '../../src/keystone/json.ts';
import { type KeySet, verifyIdToken } from './id-token.ts';
import { type Asked, type Given, type IdentityServer, newToken, serveIdentity, times } from './identity-server.ts';

/** What the IAM of Open Telekom Cloud or Huawei Cloud has been told of an identity provider. */
export interface IdTokenCloudOptions {
  readonly name: string;
  /** `idp_url`. */
  readonly issuer: string;
  /** `client_id`. */
  readonly client: string;
  /** `signing_key`. */
  readonly keys: KeySet;
  /** The identity conversion rules. */
  readonly rules: readonly unknown[];
}

const project = { id: '46419baef4324c9d8f5a0c6e1b7d2a33', name: 'eu-de', domain: { id: 'd1', name: 'OTC1' } };

/**
 * serveIdTokenCloud serves the exchange of ID tokens, and agencies, as they are documented. Sources, field by field:
 * docs.otc.t-systems.com, identity-access-management/api-ref, "Obtaining a Token with an OpenID Connect ID Token"
 * (iam_13_0605; the same at support.huaweicloud.com/intl/en-us/api-iam/iam_13_0605.html), "Creating an OpenID Connect
 * Identity Provider" (iam_13_0207), "Obtaining an Agency Token".
 */
export function serveIdTokenCloud(options: IdTokenCloudOptions): Promise<IdentityServer> {
  const given = new Set<string>();
  return serveIdentity((asked) => {
    switch (asked.line) {
      case 'POST /v3.0/OS-AUTH/id-token/tokens': {
        const answer = exchange(asked, options);
        given.add(answer.token ?? '');
        return answer;
      }
      case 'POST /v3/auth/tokens':
        return given.has(String(asked.headers['x-auth-token'])) ? assume(asked) : refused(401);
      default:
        return { status: 404 };
    }
  });
}

function exchange({ headers, body }: Asked, { name, issuer, client, keys, rules }: IdTokenCloudOptions): Given {
  const { auth, ...beside } = members(parseJson(body));
  const { id_token: idToken, scope, ...others } = members(auth);
  const { id, ...rest } = members(idToken);
  const unknown = [beside, others, rest].some((it) => Object.keys(it).length > 0);
  if (
    headers['content-type'] !== 'application/json;charset=utf8' ||
    unknown ||
    !(scope === undefined || known(scope))
  ) {
    return refused(400);
  }
  if (headers['x-idp-id'] !== name) {
    return refused(404);
  }
  const claims = verifyIdToken(text(id), keys, issuer);
  if (
    typeof claims === 'string' ||
    claims['aud'] !== client ||
    !rules.map(members).some((rule) => fits(rule, claims))
  ) {
    return refused(401);
  }
  return issued(scope, {
    'OS-FEDERATION': {
      identity_provider: { id: name },
      protocol: { id: 'oidc' },
      groups: [{ name: 'octo-repo-production', id: '45a8c8f0' }],
    },
    domain: { id: 'd1', name: 'OTC1' },
    name: text(claims['repository_id']),
    id: 'suvmgvUZc4PaCOEc',
  });
}

/** A project or a domain, by id or by name. */
function known(scope: unknown): boolean {
  const [[kind = '', ref] = [], ...more] = Object.entries(members(scope));
  return (
    more.length === 0 &&
    ['project', 'domain'].includes(kind) &&
    Object.keys(members(ref)).every((key) => ['id', 'name'].includes(key))
  );
}

function fits({ remote }: Members, claims: Members): boolean {
  return list(remote)
    .map(members)
    .every(({ type, any_one_of: wanted }) => wanted === undefined || list(wanted).includes(claims[text(type)]));
}

function assume({ body }: Asked): Given {
  const { identity, scope } = members(members(parseJson(body))['auth']);
  const { methods, assume_role: role } = members(identity);
  const { domain_name: account, xrole_name: agency } = members(role);
  return list(methods).join() === 'assume_role' && account === 'OTC2' && agency === 'ci'
    ? issued(scope, { domain: { id: 'd2', name: 'OTC2' }, name: 'OTC2/ci', id: '0760a9e2a60026664f1fc0031f9f205e' })
    : refused(403);
}

function issued(scope: unknown, user: object): Given {
  const asked = members(scope);
  const roles = [{ name: 'te_admin', id: '0' }];
  const isOf = (kind: string): boolean => kind in asked;
  return {
    status: 201,
    token: newToken(),
    body: {
      token: {
        methods: ['mapped'],
        ...times(),
        user,
        ...(isOf('project') && { project, roles, catalog: [] }),
        ...(isOf('domain') && { domain: { id: 'd1', name: 'OTC1' }, roles, catalog: [] }),
      },
    },
  };
}

const errors: Readonly<Record<number, object>> = {
  400: { error_msg: 'Request body is invalid.', error_code: 'IAM.0011' },
  401: { error_msg: 'The request you have made requires authentication.', error_code: 'IAM.0001' },
  403: { error_msg: "Policy doesn't allow %(actions)s to be performed.", error_code: 'IAM.0003' },
  404: { error_msg: 'Could not find %(target)s: %(target_id)s.', error_code: 'IAM.0004' },
};

function refused(status: 400 | 401 | 403 | 404): Given {
  return { status, body: errors[status] ?? {} };
}
