import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * temporaryDirectory returns the directory for what later steps find as files: RUNNER_TEMP, or that part of it which Docker
 * actions see too, as /github/workflow. In their variables the runner puts that path for the host's.
 * Source: actions/runner, src/Runner.Worker/Handlers/ContainerActionHandler.cs.
 */
export function temporaryDirectory(): string {
  const [temp, shared] = temporaryDirectories();
  return temp !== '' && existsSync(shared) ? shared : temp;
}

/** temporaryDirectories returns both of them: a step may have made or removed the second since the first was chosen. */
export function temporaryDirectories(): readonly [string, string] {
  const temp = process.env['RUNNER_TEMP'] ?? '';
  return [temp, join(temp, '_github_workflow')];
}
