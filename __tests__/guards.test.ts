import { expect, test } from '@jest/globals';
import { type Guards, guard } from '../src/guards.ts';
import type { Token } from '../src/identity.ts';
import { Secret } from '../src/secret.ts';

const token: Token = {
  id: new Secret('gAAAA'),
  issuedAt: new Date('2026-11-22T10:00:00Z'),
  expiresAt: new Date('2026-11-22T11:00:00Z'),
  lifetime: 3600,
  methods: ['password'],
  user: { id: 'u', name: 'alice' },
  scope: 'project',
  project: { id: 'p1', name: 'web' },
  roles: ['member', 'reader'],
  exchangeable: true,
  revocable: true,
};
const { project: _, ...unscoped } = token;

function refusal(of: Token, guards: Partial<Guards>): unknown {
  try {
    guard(of, { minimumLifetime: 0, ...guards });
    return undefined;
  } catch (error) {
    return error;
  }
}

test.each<[Partial<Guards>]>([
  [{}],
  [{ allowedProjectIds: ['p0', 'p1'] }],
  [{ allowedRoles: ['reader', 'member', 'other'] }],
  [{ minimumLifetime: 3600 }],
])('lets a token pass that is within %j', (guards) => {
  expect(refusal(token, guards)).toBeUndefined();
});

test.each<[string, Token, Partial<Guards>, string]>([
  [
    'another project',
    token,
    { allowedProjectIds: ['p2'] },
    'It is for the project web (p1), which `allowed-project-ids` does not list.',
  ],
  [
    'a project’s name in place of its id',
    token,
    { allowedProjectIds: ['web'] },
    'It is for the project web (p1), which `allowed-project-ids` does not list.',
  ],
  [
    'no project',
    unscoped,
    { allowedProjectIds: ['p1', ''] },
    'It is for no project, which `allowed-project-ids` does not list.',
  ],
  [
    'a role too many',
    { ...token, roles: ['admin', 'manager', 'reader'] },
    { allowedRoles: ['reader'] },
    'It has roles that `allowed-roles` does not list: admin, manager.',
  ],
  ['no role', { ...token, roles: [] }, { allowedRoles: ['reader'] }, 'It has no role, and `allowed-roles` wants one.'],
  ['an early end', token, { minimumLifetime: 3601 }, 'It lasts 3600 s, and `minimum-lifetime` wants 3601 s.'],
])('refuses %s', (_, of, guards, fault) => {
  expect(refusal(of, guards)).toMatchObject({
    code: 'guard-failed',
    message: `The login succeeded, but its token is not one this step may use. ${fault}`,
  });
});

test('names every fault at once', () => {
  expect(
    refusal(unscoped, { allowedProjectIds: ['p'], allowedRoles: ['reader'], minimumLifetime: 7200 }),
  ).toMatchObject({ message: expect.stringMatching(/for no project.*: member\..*lasts 3600 s/) });
});
