import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RequestVariables, startGitHubOidc } from '../../tools/github-oidc.ts';
import { federation, type Federation as Trust } from '../../tools/keystone/federation.ts';

/** A stand-in for GitHub's issuer, and what makes a Keystone trust it under the name `github`. */
export interface Federation extends Trust, AsyncDisposable {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The path of the certificate authority behind it, which the web server's account can read. */
  readonly caFile: string;
  /** job gives the variables by which a job gets its ID token. */
  job(): RequestVariables;
}

/** startFederation starts one; the Keystone is then started with its options. */
export async function startFederation(): Promise<Federation> {
  const github = await startGitHubOidc();
  const directory = mkdtempSync(join(tmpdir(), 'federation-'));
  const caFile = `${directory}.pem`;
  writeFileSync(caFile, github.ca, { mode: 0o644 });
  return {
    ...federation(github.issuer, caFile),
    issuer: github.issuer,
    caFile,
    job: () => github.job(),
    [Symbol.asyncDispose]: async () => {
      await github.stop();
      rmSync(caFile);
      rmSync(directory, { recursive: true });
    },
  };
}
