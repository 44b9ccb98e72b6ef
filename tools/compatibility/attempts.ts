import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { virtualEnvironment } from '../python/environment.ts';

/** An attempt to get what the documentation names and the tests do not run. */
export interface Attempt {
  readonly what: string;
  readonly command: string;
  readonly answer: string;
}

const modules: readonly (readonly [what: string, module: string])[] = [
  ['the opentelekomcloud provider', 'github.com/opentelekomcloud/terraform-provider-opentelekomcloud'],
  ['the vkcs provider', 'github.com/vk-cs/terraform-provider-vkcs'],
  ['the huaweicloud provider', 'github.com/huaweicloud/terraform-provider-huaweicloud'],
  ['Forgejo’s runner', 'code.forgejo.org/forgejo/runner/v12'],
  ['Gitea’s runner', 'gitea.com/gitea/act_runner'],
];

/** attempts asks for each of what could not be had, once, as Go asks for a module. */
export function attempts(): readonly Attempt[] {
  const go = join(virtualEnvironment('go'), 'bin/go');
  return modules.map(([what, module]) => {
    const args = ['mod', 'download', '-json', `${module}@latest`];
    const { stdout } = spawnSync(go, args, { cwd: tmpdir(), encoding: 'utf8' });
    return { what, command: ['go', ...args].join(' '), answer: answerIn(stdout) };
  });
}

/** The end of what was answered says why; what stands before it names the server that was asked. */
function answerIn(output: string): string {
  const { Error: error, Version: version } = Object(JSON.parse(output));
  const lines = String(error ?? `version ${version} is there`).trim();
  return lines.split(/\n|: /).at(-1) ?? '';
}
