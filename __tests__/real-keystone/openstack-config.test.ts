import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { installClients } from '../../tools/clients.ts';
import { wantedDistributor } from '../../tools/distributor.ts';
import type { Resolved } from '../credentials/sources/clouds-yaml/openstack-config/case.ts';
import { cases } from '../credentials/sources/clouds-yaml/openstack-config/cases.ts';

// The unit tests compare us with what Debian's openstacksdk was recorded to say; this one compares the record with the
// wanted distributor's openstacksdk itself. RECORD=1 makes the record anew, which npm run format then folds.

const folder = new URL('../credentials/sources/clouds-yaml/openstack-config/', import.meta.url);
const record = new URL('answers.json', folder);

// The newest openstacksdk asks ovhcloud.com for a profile, and no test asks anybody outside.
const asked = cases.filter(({ name }) => wantedDistributor() === 'debian' || name !== 'the profile ovh');

function resolved(): Readonly<Record<string, Resolved | undefined>> {
  const output = execFileSync(installClients().python, [fileURLToPath(new URL('resolve.py', folder))], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
  });
  const answers: Resolved[] = JSON.parse(output);
  return Object.fromEntries(asked.map(({ name }, index) => [name, answers[index]]));
}

const recorded: Readonly<Record<string, Resolved>> = JSON.parse(readFileSync(record, 'utf8'));

if (wantedDistributor() === 'debian') {
  test('openstack.config resolves every case as recorded', () => {
    const answers = resolved();
    if (process.env['RECORD']) {
      writeFileSync(record, `${JSON.stringify(answers, null, 2)}\n`);
    }
    expect(answers).toEqual(recorded);
  });
} else {
  test('the newest openstack.config resolves every case as recorded, but where it has changed to what we do', () => {
    const changed = Object.entries(resolved()).filter(([name, answer]) => !isDeepStrictEqual(answer, recorded[name]));
    expect(Object.fromEntries(changed)).toEqual({
      'a closed cloud': { error: 'ConfigException' },
      'project_id beside auth beats the one in it': expect.objectContaining({
        auth: expect.objectContaining({ project_id: 'q' }),
      }),
      'user_domain_name beside auth beats the one in it': expect.objectContaining({
        auth: expect.objectContaining({ user_domain_name: 'q' }),
      }),
    });
  });
}
