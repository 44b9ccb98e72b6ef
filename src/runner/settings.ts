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
  'credential',
  'credential-roles',
  'credential-access-rules',
  'credential-lifetime',
  's3-endpoint',
  'expiry-warning',
  'allowed-project-ids',
  'allowed-roles',
  'minimum-lifetime',
  'summary',
  'revoke',
] as const;

type SettingName = (typeof settingNames)[number];

/** What the application credential made for the job is to be like. */
interface CredentialSettings {
  /** The names of its roles; undefined for all of the login's. */
  readonly roles?: readonly string[];
  /** What it may be used for, as YAML or JSON; undefined for everything. */
  readonly accessRules?: string;
  /** Seconds after which it ends by itself. */
  readonly lifetime: number;
}

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
  /** Given if the job is to have an application credential of its own. */
  readonly credential?: CredentialSettings;
  /** Where the object store speaks S3, if the catalogue is not to tell. */
  readonly s3Endpoint?: string;
  readonly guards: Guards;
  /** Days before the end of what logs in from which on each run warns; 0 is never. */
  readonly expiryWarning: number;
  /** Whether the job's summary is written. */
  readonly summary: boolean;
  /** Whether the token is revoked when the job ends. */
  readonly revoke: boolean;
}

// A job lasts at most five days (on a self-hosted runner).
const longest = 5 * 24 * 3600;
/** The longest that a job of a hosted runner takes, in seconds. */
export const longestHosted = 6 * 3600;

/** readSettings returns the settings. Throws `input-invalid`. */
export function readSettings(): Settings {
  const chosen = exportName();
  const tokenVariable = variable('token-variable') ?? (chosen === 'token' ? 'OS_TOKEN' : undefined);
  if (chosen === 'none' && tokenVariable !== undefined) {
    throw new Failure('input-invalid', {
      message: 'The input `token-variable` is given, and `export` is `none`: the one wants a variable, the other none.',
    });
  }
  const credential = credentialSettings();
  const s3Endpoint = endpoint('s3-endpoint');
  return {
    timeout: seconds('timeout', 300, 1),
    catalog: flag('catalog', true),
    listProjects: flag('list-projects', false),
    export: chosen,
    ...(tokenVariable && { tokenVariable }),
    ...(credential && { credential }),
    ...(s3Endpoint && { s3Endpoint }),
    guards: guards(),
    expiryWarning: whole('expiry-warning', 14, 0, 3650, 'days'),
    summary: flag('summary', true),
    revoke: flag('revoke', true),
  };
}

function credentialSettings(): CredentialSettings | undefined {
  const roles = listed('credential-roles');
  const rules = accessRules();
  const narrowed = [
    ...(roles ? ['credential-roles'] : []),
    ...(rules ? ['credential-access-rules'] : []),
    ...(input('credential-lifetime').trim() ? ['credential-lifetime'] : []),
  ];
  const kind = input('credential').trim() || 'token';
  if (kind === 'application-credential') {
    const lifetime = seconds('credential-lifetime', longestHosted, 1);
    return { ...(roles && { roles }), ...(rules && { accessRules: rules }), lifetime };
  }
  if (kind !== 'token') {
    throw new Failure('input-invalid', {
      message: 'The input `credential` is neither `token` nor `application-credential`.',
    });
  }
  if (narrowed.length > 0) {
    throw new Failure('input-invalid', {
      message: `The input \`${narrowed[0]}\` is given, and \`credential\` is not \`application-credential\`: a token cannot be narrowed.`,
      advice: ['Set `credential: application-credential`.'],
    });
  }
  return undefined;
}

// An empty one is refused, as an empty list that guards is.
function accessRules(): string | undefined {
  const name = 'credential-access-rules';
  const text = isGiven(name) ? input(name).trim() : '*';
  if (text === '') {
    throw emptyGuard(name, 'the application credential could do nothing');
  }
  return text === '*' ? undefined : text;
}

function guards(): Guards {
  const allowedProjectIds = listed('allowed-project-ids');
  const allowedRoles = listed('allowed-roles');
  return {
    ...(allowedProjectIds && { allowedProjectIds }),
    ...(allowedRoles && { allowedRoles }),
    minimumLifetime: seconds('minimum-lifetime', 0, 0),
  };
}

// Here an empty input is not the same as none: a guard must not vanish with a misspelt variable.
function listed(name: SettingName): readonly string[] | undefined {
  if (!isGiven(name) || input(name).trim() === '*') {
    return undefined;
  }
  const items = input(name)
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) {
    throw emptyGuard(name, name === 'credential-roles' ? 'it would have no role' : 'no token would be allowed');
  }
  return items;
}

function emptyGuard(name: SettingName, sequel: string): Failure {
  return new Failure('input-invalid', {
    message: `The input \`${name}\` is empty, so that ${sequel}.`,
    reasons: ['A variable that does not exist expands to nothing: check its name.'],
    advice: ['List what is allowed, separated by commas or line breaks; `*` or leaving it out allows everything.'],
  });
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
  return whole(name, otherwise, least, longest, 'seconds');
}

function whole(name: SettingName, otherwise: number, least: number, most: number, unit: string): number {
  const text = input(name).trim();
  if (text === '') {
    return otherwise;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is not a number of ${unit} between ${least} and ${most}.`,
    });
  }
  return value;
}

function endpoint(name: SettingName): string | undefined {
  const text = input(name).trim();
  if (text !== '' && !/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is not a URL with https:// or http://.`,
      advice: ['It is the address of the object store without a bucket, for example https://s3.cloud.example.'],
    });
  }
  if (text.includes('@')) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` has a user or a password in it.`,
      advice: [
        'URLs are printed and are not masked. The keys are made for the job, which finds them in its environment.',
      ],
    });
  }
  return text || undefined;
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
