// The step: starts serve.ts as a process that outlives it, and sets what that says as outputs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { getInput, saveState, setFailed, setOutput, setSecret } from '@actions/core';

const trusted = [getInput('issuer'), getInput('issuer-ca')].filter((value) => value !== '');
const script = fileURLToPath(new URL('serve.ts', import.meta.url));
// Not this step's own: a runner may wait until nobody can write to it any more.
const log = join(process.env['RUNNER_TEMP'] ?? '', 'keystone-for-this-job.log');
const child = spawn(process.execPath, [script, ...trusted], {
  detached: true,
  windowsHide: true,
  stdio: ['ignore', 'pipe', openSync(log, 'w')],
});
saveState('pid', child.pid);

const { stdout } = child;
if (stdout === null) {
  throw new Error('the system gave no pipe');
}
const lines = createInterface(stdout);
const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
if (line === undefined) {
  setFailed(`The Keystone did not start:\n${readFileSync(log, 'utf8')}`);
} else {
  const outputs: Record<string, string> = JSON.parse(line);
  for (const [name, value] of Object.entries(outputs)) {
    if (name === 'password') {
      setSecret(value);
    }
    setOutput(name, value);
  }
  saveState('auth-url', outputs['auth-url']);
  saveState('cacert', outputs['cacert']);
}
child.unref();
stdout.destroy();
