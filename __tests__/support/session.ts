import type { Session, Token } from '../../src/identity.ts';
import { Secret } from '../../src/secret.ts';

export const token: Token = {
  id: new Secret('gAAAAtoken'),
  issuedAt: new Date('2026-11-22T10:00:00Z'),
  expiresAt: new Date('2026-11-22T11:00:00Z'),
  lifetime: 3600,
  methods: ['password'],
  user: { id: 'u1', name: 'alice' },
  scope: 'project',
  project: { id: 'p1', name: 'web' },
  domain: { id: 'd1', name: 'Default' },
  roles: ['member', 'reader'],
  exchangeable: true,
  revocable: true,
};

/** A session with a token for a project, and with endpoints in one region. */
export const session: Session = {
  token,
  endpoint: new URL('https://cloud.example/v3'),
  trust: { insecure: false },
  endpoints: {
    urls: new Map([
      ['object-store', 'https://store.example/v1/AUTH_p1'],
      ['swift', 'https://store.example/v1/AUTH_p1'],
      ['container-infra', 'https://magnum.example/{x}'],
    ]),
    region: 'RegionOne',
    regions: ['RegionOne'],
    interfaces: ['public'],
  },
};

/** A token that Keystone gives no other for. */
export const delegated: Session = { ...session, token: { ...token, exchangeable: false } };
