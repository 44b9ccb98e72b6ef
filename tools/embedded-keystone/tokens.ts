import { createHash, randomBytes } from 'node:crypto';
import type { Login } from './authenticate.ts';
import { Refusal, unauthorized } from './refusal.ts';

/** A token and the login it came from. */
export interface Token extends Login {
  readonly id: string;
  readonly auditId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** What a header may hold. */
type HeaderValue = string | string[] | undefined;

/** The tokens a Keystone has issued and not revoked. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #lifetime: number;

  /** `lifetime` is in seconds. */
  constructor(lifetime: number) {
    this.#lifetime = lifetime;
  }

  /** issue gives a new token, as long as a real one for a project. */
  issue(login: Login): Token {
    const issuedAt = new Date();
    const token = {
      ...login,
      id: `gAAAAAB${randomBytes(132).toString('base64url')}`,
      auditId: randomBytes(16).toString('base64url'),
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + this.#lifetime * 1000),
    };
    this.#tokens.set(token.id, token);
    return token;
  }

  /** find gives a live token, undefined for one that has expired, was revoked or never was. */
  find(id: HeaderValue): Token | undefined {
    const token = this.#tokens.get(String(id));
    return token && token.expiresAt > new Date() ? token : undefined;
  }

  /** caller gives the token in a request's X-Auth-Token. Throws a Refusal for a dead one. */
  caller(id: HeaderValue): Token {
    const token = this.find(id);
    if (token === undefined) {
      throw unauthorized();
    }
    return token;
  }

  /** subject gives the token in a request's X-Subject-Token. Throws a Refusal for a dead one. */
  subject(id: HeaderValue): Token {
    const token = this.find(id);
    if (token === undefined) {
      throw new Refusal(404, 'Failed to validate token');
    }
    return token;
  }

  /** revoke ends a token's life. */
  revoke({ id }: Token): void {
    this.#tokens.delete(id);
  }
}

/** describe gives what an answer says of a token, but its catalogue. Source: keystone/common/render_token.py. */
export function describe({ methods, user, scope, roles, auditId, issuedAt, expiresAt }: Token): object {
  const { project, domain } = scope;
  return {
    methods,
    user: { domain: user.domain, id: user.id, name: user.name, password_expires_at: null },
    audit_ids: [auditId],
    expires_at: timestamp(expiresAt),
    issued_at: timestamp(issuedAt),
    ...(project && { project, is_domain: false }),
    ...(domain && { domain }),
    ...(roles.length > 0 && { roles: roles.map((name) => ({ id: idOf(name), name })) }),
  };
}

function timestamp(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}

function idOf(name: string): string {
  return createHash('md5').update(name).digest('hex');
}
