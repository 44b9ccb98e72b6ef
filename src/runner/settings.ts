import { Failure } from '../failure.ts';
import type { Guards } from '../guards.ts';
import { input, isGiven } from './inputs.ts';

/** The inputs that say how the step behaves, and are no credentials. */
export const settingNames = [
  'timeout',
  'token-variable',
  'allowed-project-ids',
  'allowed-roles',
  'minimum-lifetime',
  'revoke',
] as const;

type SettingName = (typeof settingNames)[number];

/** How the step behaves. */
export interface Settings {
  /** Seconds for the whole step. */
  readonly timeout: number;
  /** The environment variable that later steps find the token in. */
  readonly tokenVariable: string;
  readonly guards: Guards;
  /** Whether the token is revoked when the job ends. */
  readonly revoke: boolean;
}

// A job lasts at most five days (on a self-hosted runner).
const longest = 5 * 24 * 3600;

/** readSettings gives the settings. Throws `input-invalid`. */
export function readSettings(): Settings {
  return {
    timeout: seconds('timeout', 300, 1),
    tokenVariable: variable('token-variable', 'OS_TOKEN'),
    guards: guards(),
    revoke: flag('revoke', true),
  };
}

function guards(): Guards {
  const allowedProjectIds = allowed('allowed-project-ids');
  const allowedRoles = allowed('allowed-roles');
  return {
    ...(allowedProjectIds && { allowedProjectIds }),
    ...(allowedRoles && { allowedRoles }),
    minimumLifetime: seconds('minimum-lifetime', 0, 0),
  };
}

// Here an empty input is not the same as none: a guard must not vanish with a misspelt variable.
function allowed(name: SettingName): readonly string[] | undefined {
  if (!isGiven(name) || input(name).trim() === '*') {
    return undefined;
  }
  const items = input(name)
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is empty, so that no token would be allowed.`,
      reasons: ['A variable that does not exist expands to nothing: check its name.'],
      advice: ['List what is allowed, separated by commas or line breaks; `*` or leaving it out allows everything.'],
    });
  }
  return items;
}

function seconds(name: SettingName, otherwise: number, least: number): number {
  const text = input(name).trim();
  if (text === '') {
    return otherwise;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > longest) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is not a number of seconds between ${least} and ${longest}.`,
    });
  }
  return value;
}

function flag(name: SettingName, otherwise: boolean): boolean {
  const text = input(name).trim().toLowerCase();
  if (text === '') {
    return otherwise;
  }
  if (text !== 'true' && text !== 'false') {
    throw new Failure('input-invalid', { message: `The input \`${name}\` is neither \`true\` nor \`false\`.` });
  }
  return text === 'true';
}

// These steer the runner or every later program; the runner refuses NODE_OPTIONS only.
const reserved = /^(NODE_OPTIONS|PATH|HOME|CI|LD_.*|GITHUB_.*|RUNNER_.*|ACTIONS_.*|INPUT_.*|STATE_.*)$/i;

function variable(name: SettingName, otherwise: string): string {
  const text = input(name).trim() || otherwise;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) || reserved.test(text)) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is not the name of an environment variable that a step may set.`,
      advice: ['Use letters, digits and underscores, for example `OS_TOKEN`.'],
    });
  }
  return text;
}
