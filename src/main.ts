import { isReadableOnTheWay } from './credentials/auth-url.ts';
import type { Credentials } from './credentials/credentials.ts';
import { givenCredentials } from './job/given-credentials.ts';
import { wishesIn } from './job/wishes.ts';
import { writesFiles } from './runner/exports/exports.ts';
import { checkRunner } from './runner/fitness.ts';
import { debug, info, warning } from './runner/log.ts';
import { readSettings } from './runner/settings.ts';

/**
 * main is the step: credentials from what the user gave, a token from Keystone, the token to the runner.
 * Throws a Failure, also when it is cancelled; whatever had been issued by then has been taken back.
 */
export async function main(cancelled: AbortSignal): Promise<void> {
  const settings = readSettings();
  const given = await givenCredentials({ info, warning, debug });
  const wishes = await wishesIn(settings, given.authUrl, given.scope);
  checkRunner({ variables: settings.export !== 'none', files: writesFiles(settings.export, given.trust) });
  info(given.note);
  warnOfReaders(given);
  const { logInForJob } = await import('./network.ts');
  await logInForJob(given, settings, wishes, cancelled);
}

function warnOfReaders({ authUrl, trust }: Credentials): void {
  if (isReadableOnTheWay(authUrl)) {
    warning(
      `\`auth-url\` begins with http://, so whoever is between here and ${authUrl.host} can read the password and the token.`,
    );
  }
  if (trust.insecure) {
    warning(
      `\`insecure\` is set: any certificate is accepted, so whoever is in between can read the password and the token.`,
    );
  }
}
