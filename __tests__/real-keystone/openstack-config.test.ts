import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { installClients } from '../../tools/clients.ts';
import type { Resolved } from '../credentials/sources/clouds-yaml/openstack-config/case.ts';
import { cases } from '../credentials/sources/clouds-yaml/openstack-config/cases.ts';

// The unit tests compare us with what openstacksdk was recorded to say; this one compares the record with openstacksdk
// itself, the wanted distributor's. RECORD=1 makes the record anew, which npm run format then folds.

const folder = new URL('../credentials/sources/clouds-yaml/openstack-config/', import.meta.url);
const record = new URL('answers.json', folder);

test('openstack.config resolves every case as recorded', () => {
  const output = execFileSync(installClients().python, [fileURLToPath(new URL('resolve.py', folder))], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
  });
  const answers: Resolved[] = JSON.parse(output);
  const named = Object.fromEntries(cases.map(({ name }, index) => [name, answers[index]]));
  if (process.env['RECORD']) {
    writeFileSync(record, `${JSON.stringify(named, null, 2)}\n`);
  }
  expect(named).toEqual(JSON.parse(readFileSync(record, 'utf8')));
});
