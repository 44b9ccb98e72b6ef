import * as core from '@actions/core';
import { type ExportedVariable, exported, isStillThere, noted, noteVariable } from '../exported.ts';
import type { Session } from '../identity.ts';
import { exporters, isExportVariable } from './exports/exports.ts';
import { cloudName } from './exports/openstack.ts';
import { type Directory, newDirectory, pathIn, writeFiles } from './files.ts';
import { input } from './inputs.ts';
import { checkOutput, checkVariable } from './limits.ts';
import { info } from './log.ts';
import { outputsOf } from './outputs.ts';
import type { Settings } from './settings.ts';
import { writing } from './unfit.ts';

/** What handing over leaves in the world. */
export type Leaving = Directory | ExportedVariable;

/**
 * handOver hands a session over to the later steps: outputs, variables and files, as the settings say. `leave` is told what
 * that leaves in the world before any of it is there.
 * Throws `endpoint-missing` or `runner-limit` before anything is set, and `runner-unfit`.
 */
export function handOver(session: Session, settings: Settings, leave: (...left: readonly Leaving[]) => void): void {
  const directory = newDirectory();
  const pathOf = (name: string): string => pathIn(directory, name);
  const { variables: found, unwanted, files } = exporters[settings.export](session, pathOf);
  const token = session.token.id.reveal();
  const variables = { ...found, ...(settings.tokenVariable && { [settings.tokenVariable]: token }) };
  const blanks = harmful(unwanted).filter((name) => !(name in variables));
  const set = noted(process.env, variables, [token, directory.id, cloudName, ...ownTexts(session)]);
  const outputs = outputsOf(session, 'clouds.yaml' in files ? pathOf('clouds.yaml') : '');
  each(set, checkVariable);
  each(outputs, checkOutput);

  const directories = Object.keys(files).length > 0 ? [directory] : [];
  leave(
    ...directories,
    ...Object.entries(set).flatMap(([name, value]) => (staysSet(name) ? [] : exported(name, value))),
  );
  for (const made of directories) {
    writing('RUNNER_TEMP', () => writeFiles(made, files));
  }
  each({ ...set, ...Object.fromEntries(blanks.map((name) => [name, ''])) }, exportVariable);
  each(outputs, (name, value) => writing('GITHUB_OUTPUT', () => core.setOutput(name, value)));
  if (blanks.length > 0) {
    info(
      `Blanked for the later steps, because \`export: ${settings.export}\` would not work beside: ${blanks.join(', ')}.`,
    );
  }
}

/** blank blanks a variable that handOver has exported, unless somebody has changed it since. */
export function blank(variable: ExportedVariable): void {
  if (isStillThere(process.env, variable)) {
    exportVariable(variable.id, '');
  }
}

/** mayBeExported tells whether a variable is one that handOver may export: of the exports' own, or the token's. */
export function mayBeExported(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name !== '' &&
    (isExportVariable(name) || [noteVariable, input('token-variable').trim()].includes(name))
  );
}

// With an empty one, aws and boto3 accept any certificate; with one that names no file, none.
function staysSet(name: string): boolean {
  return name === 'AWS_CA_BUNDLE';
}

function exportVariable(name: string, value: string): void {
  writing('GITHUB_ENV', () => core.exportVariable(name, value));
}

// They are Keystone's and ours: nobody chose a letter of them.
function ownTexts({ applicationCredential }: Session): readonly string[] {
  return applicationCredential ? [applicationCredential.id, applicationCredential.secret.reveal()] : [];
}

function harmful(unwanted: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(unwanted)
    .filter(([name, harmless]) => process.env[name] && process.env[name] !== harmless)
    .map(([name]) => name);
}

function each(values: Readonly<Record<string, string>>, act: (name: string, value: string) => void): void {
  for (const [name, value] of Object.entries(values)) {
    act(name, value);
  }
}
