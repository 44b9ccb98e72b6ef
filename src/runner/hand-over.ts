import { join } from 'node:path';
import * as core from '@actions/core';
import { type Exported, exportedVariable, marked, stillThere } from '../exported.ts';
import type { Session } from '../identity.ts';
import { exporters } from './exports/exports.ts';
import { writeFiles } from './files.ts';
import { checkOutput, checkVariable } from './limits.ts';
import { info, seal } from './log.ts';
import { outputsOf } from './outputs.ts';
import type { Settings } from './settings.ts';

/** Where a use of the action leaves its traces. */
interface Place {
  /** A directory of its own; it need not be there. */
  readonly directory: string;
  /** Told beforehand which variables there will be to put back. */
  readonly leaving: (exported: readonly Exported[]) => void;
}

/**
 * handOver gives a session to the later steps: outputs, variables and files, as the settings say.
 * Throws `endpoint-missing` or `runner-limit` before anything is set.
 */
export function handOver(session: Session, settings: Settings, { directory, leaving }: Place): void {
  const pathOf = (name: string): string => join(directory, name);
  const { variables: found, unwanted, files } = exporters[settings.export](session, pathOf);
  const variables = {
    ...found,
    ...(settings.tokenVariable && { [settings.tokenVariable]: session.token.id.reveal() }),
  };
  const blanks = leftOver(unwanted).filter((name) => !(name in variables));
  const { set, exported } = marked(process.env, {
    ...variables,
    ...Object.fromEntries(blanks.map((name) => [name, ''])),
  });
  const outputs = outputsOf(session, 'clouds.yaml' in files ? pathOf('clouds.yaml') : '');
  each(set, checkVariable);
  each(outputs, checkOutput);

  sealSecrets(exported);
  leaving(exported);
  if (Object.keys(files).length > 0) {
    writeFiles(directory, files);
  }
  each(set, core.exportVariable);
  each(outputs, core.setOutput);
  if (blanks.length > 0) {
    info(
      `Blanked for the later steps, because \`export: ${settings.export}\` would not work beside: ${blanks.join(', ')}.`,
    );
  }
}

/** putBack gives variables that this action exported the values they had before, unless somebody has changed them since. */
export function putBack(exported: readonly Exported[]): void {
  for (const { name, before = '' } of stillThere(process.env, exported)) {
    core.exportVariable(name, before);
  }
}

function leftOver(unwanted: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(unwanted)
    .filter(([name, harmless]) => process.env[name] && process.env[name] !== harmless)
    .map(([name]) => name);
}

// They are kept until the end of the job, where they are put back.
function sealSecrets(exported: readonly Exported[]): void {
  for (const { name, before } of exported) {
    if (before && name !== exportedVariable && /TOKEN|PASSWORD|PASSCODE|SECRET/i.test(name)) {
      seal(before);
    }
  }
}

function each(values: Readonly<Record<string, string>>, act: (name: string, value: string) => void): void {
  for (const [name, value] of Object.entries(values)) {
    act(name, value);
  }
}
