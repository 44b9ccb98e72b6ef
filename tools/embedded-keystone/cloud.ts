import type { Named } from '../../src/identity.ts';

/** A project or a user: its name is unique within its domain. */
export interface Owned extends Named {
  readonly domain: Named;
}

export interface User extends Owned {
  readonly password: string;
  /** The names of the roles on projects and domains, by their ids. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** Who there is, and what for. */
export interface Cloud {
  readonly domains: readonly Named[];
  readonly projects: readonly Owned[];
  readonly users: readonly User[];
}

const users = { id: 'users', name: 'users' };
const project = { id: 'b5b7ffd4ef0547e5b222f445c3a1d2e4', name: 'mcs1234567890', domain: users };

/** sampleCloud gives a cloud as VK Cloud lays it out: one user and one project in a domain `users`. */
export const sampleCloud = {
  domains: [users],
  projects: [project],
  users: [
    {
      id: '9a4c2f7e6d1b4e0f8a3c5b7d9e1f2a4c',
      name: 'deploy@example.org',
      domain: users,
      password: `it's "$ecret" \\ пароль `,
      roles: { [project.id]: ['member', 'reader'], [users.id]: ['reader'] },
    },
  ],
} as const satisfies Cloud;
