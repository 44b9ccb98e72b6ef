import { Failure } from '../failure.ts';
import type { Guards } from '../guards.ts';
import { type ExportName, exporters } from './exports/exports.ts';
import { input, isGiven } from './inputs.ts';

/** The inputs that say how the step behaves, and are no credentials. */
export const settingNames = [
  'timeout',
  'catalog',
  'list-projects',
  'export',
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
  /** Whether the token is to come with the catalogue. */
  readonly catalog: boolean;
  /** Whether the projects this identity may scope to are asked for. */
  readonly listProjects: boolean;
  /** What later steps find in their environment. */
  readonly export: ExportName;
  /** The environment variable that later steps find the token itself in. */
  readonly tokenVariable?: string;
  readonly guards: Guards;
  /** Whether the token is revoked when the job ends. */
  readonly revoke: boolean;
}

// A job lasts at most five days (on a self-hosted runner).
const longest = 5 * 24 * 3600;

/** readSettings gives the settings. Throws `input-invalid`. */
export function readSettings(): Settings {
  const chosen = exportName();
  const tokenVariable = variable('token-variable') ?? (chosen === 'token' ? 'OS_TOKEN' : undefined);
  if (chosen === 'none' && tokenVariable !== undefined) {
    throw new Failure('input-invalid', {
      message: 'The input `token-variable` is given, and `export` is `none`: the one wants a variable, the other none.',
    });
  }
  return {
    timeout: seconds('timeout', 300, 1),
    catalog: flag('catalog', true),
    listProjects: flag('list-projects', false),
    export: chosen,
    ...(tokenVariable && { tokenVariable }),
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

function exportName(): ExportName {
  const text = input('export').trim() || 'token';
  if (!isExportName(text)) {
    const names = Object.keys(exporters);
    throw new Failure('input-invalid', {
      message: `The input \`export\` is none of ${names.map((name) => `\`${name}\``).join(', ')}.`,
    });
  }
  return text;
}

function isExportName(text: string): text is ExportName {
  return Object.hasOwn(exporters, text);
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

function variable(name: SettingName): string | undefined {
  const text = input(name).trim();
  if (text === '') {
    return undefined;
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) || reserved.test(text)) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is not the name of an environment variable that a step may set.`,
      advice: ['Use letters, digits and underscores, for example `OS_TOKEN`.'],
    });
  }
  return text;
}
