import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Clients, installClients } from '../../tools/clients.ts';
import { wantedDistributor } from '../../tools/distributor.ts';
import { Job } from '../../tools/runner.ts';
import { type Ended, laterStep, loginOf, type Variables } from './consumers/steps.ts';
import { startWorkingCloud, type WorkingCloud } from './working-cloud.ts';

// `export: s3`, with what speaks S3 and a Swift that does.

let cloud: WorkingCloud;
let clients: Clients;

beforeAll(async () => {
  clients = installClients();
  cloud = await startWorkingCloud();
}, 600_000);

afterAll(async () => {
  await cloud?.[Symbol.asyncDispose]();
});

interface Tool {
  readonly upload: readonly string[];
  readonly download: readonly string[];
  /** What this tool wants told beside what the action leaves. */
  readonly more?: Variables;
}

/** The tools, with a bucket of its own for each. */
function tools(endpoint: string): Readonly<Record<string, Tool>> {
  const host = new URL(endpoint).host;
  const s3cmd = ['s3cmd', `--host=${host}`, `--host-bucket=${host}`, `--region=${cloud.region}`, '--ca-certs=ca.pem'];
  // aws of before 2.13 (July 2023) does not read AWS_ENDPOINT_URL_S3, and would ask Amazon.
  const aws = ['aws', 's3', ...(wantedDistributor() === 'debian' ? [`--endpoint-url=${endpoint}`] : [])];
  return {
    aws: {
      upload: ['bash', '-c', `${aws.join(' ')} mb s3://by-aws && ${aws.join(' ')} cp greeting s3://by-aws/`],
      download: [...aws, 'cp', 's3://by-aws/greeting', '-'],
    },
    s3cmd: {
      upload: ['bash', '-c', `${s3cmd.join(' ')} mb s3://by-s3cmd && ${s3cmd.join(' ')} put greeting s3://by-s3cmd`],
      download: [...s3cmd, '--quiet', 'get', 's3://by-s3cmd/greeting', '-'],
    },
    rclone: {
      upload: ['bash', '-c', 'rclone mkdir :s3:by-rclone && rclone copy greeting :s3:by-rclone'],
      download: ['rclone', 'cat', ':s3:by-rclone/greeting'],
      // Debian's rclone fails whatever this names.
      more: { AWS_CA_BUNDLE: '' },
    },
  };
}

test.each(['aws', 's3cmd', 'rclone'])('%s uploads and reads back, and is refused after the job’s end', async (name) => {
  await using job = new Job();
  writeFileSync(join(job.workspace, 'ca.pem'), cloud.ca);
  writeFileSync(join(job.workspace, 'greeting'), `hello from ${name}\n`);
  const { keystone, ca: cacert, region } = cloud;
  const step = { 'auth-url': keystone.authUrl, cacert, 'region-name': region, ...loginOf(keystone, 'password') };
  const { exitCode, annotations, post } = await job.run({ with: { ...step, export: 's3' } });
  expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
  const environment = { ...job.environment };
  const { upload = [], download = [], more } = tools(environment['AWS_ENDPOINT_URL_S3'] ?? '')[name] ?? {};
  const run = (command: readonly string[]): Promise<Ended> =>
    laterStep(job, clients.path, command, { ...environment, ...more });

  expect(await run(upload)).toMatchObject({ status: 0 });
  expect(await run(download)).toMatchObject({ status: 0, stdout: `hello from ${name}\n` });
  await post();
  // The certificates are gone with the job; that is not what is to be refused here.
  Object.assign(environment, { AWS_CA_BUNDLE: join(job.workspace, 'ca.pem'), RCLONE_CA_CERT: 'ca.pem' });
  const after = await run(download);
  expect(after).toMatchObject({ stdout: '' });
  expect(after.status).not.toBe(0);
  expect(after.stderr).toMatch(/403|Forbidden|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch/);
});
