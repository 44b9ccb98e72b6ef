import { Failure } from '../failure.ts';
import { input } from './inputs.ts';

/** The inputs that say how the step behaves, and are no credentials. */
export const settingNames = ['timeout', 'token-variable', 'revoke'] as const;

/** How the step behaves. */
export interface Settings {
  /** Seconds for the whole step. */
  readonly timeout: number;
  /** The environment variable that later steps find the token in. */
  readonly tokenVariable: string;
  /** Whether the token is revoked when the job ends. */
  readonly revoke: boolean;
}

// A job lasts at most five days (on a self-hosted runner).
const longest = 5 * 24 * 3600;

/** readSettings gives the settings. Throws `input-invalid`. */
export function readSettings(): Settings {
  return {
    timeout: seconds('timeout', 300),
    tokenVariable: variable('token-variable', 'OS_TOKEN'),
    revoke: flag('revoke', true),
  };
}

function seconds(name: (typeof settingNames)[number], otherwise: number): number {
  const text = input(name).trim();
  if (text === '') {
    return otherwise;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > longest) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is not a number of seconds between 1 and ${longest}.`,
    });
  }
  return value;
}

function flag(name: (typeof settingNames)[number], otherwise: boolean): boolean {
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

function variable(name: (typeof settingNames)[number], otherwise: string): string {
  const text = input(name).trim() || otherwise;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) || reserved.test(text)) {
    throw new Failure('input-invalid', {
      message: `The input \`${name}\` is not the name of an environment variable that a step may set.`,
      advice: ['Use letters, digits and underscores, for example `OS_TOKEN`.'],
    });
  }
  return text;
}
