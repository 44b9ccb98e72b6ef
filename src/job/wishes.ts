import { accessRules } from '../credentials/access-rules.ts';
import { Failure } from '../failure.ts';
import type { Narrowing, Scope } from '../identity.ts';
import { checkObjectStore, hasSecurityTokens } from '../keystone/object-stores.ts';
import type { Settings } from '../runner/settings.ts';

/** What the job is to be given. */
export interface Wishes {
  /** The application credential, if it is to have one of its own. */
  readonly narrowing?: Narrowing;
  /** Whether it is to have keys to the object store. */
  readonly s3: boolean;
  readonly s3Endpoint?: string;
}

/**
 * wishesIn returns what the settings ask for.
 * Throws what can be known before anything is sent: `input-invalid`, `credential-refused`, `s3-unavailable`.
 */
export async function wishesIn(settings: Settings, authUrl: URL, scope: Scope): Promise<Wishes> {
  const { credential, export: name, s3Endpoint } = settings;
  const s3 = name === 's3';
  if (s3) {
    checkObjectStore(authUrl);
  }
  if (credential && hasSecurityTokens(authUrl)) {
    throw new Failure('credential-refused', {
      message: `${authUrl.host} is of a cloud that has no application credentials.`,
      advice: ['Leave out `credential`, and the job has the token of its login.'],
    });
  }
  const asks = credential ? '`credential: application-credential`' : '`export: s3`';
  if ((credential || (s3 && !hasSecurityTokens(authUrl))) && scope.kind !== 'project' && scope.kind !== 'inherent') {
    throw new Failure('input-invalid', {
      message: `${asks} makes a credential for a project, and the step asks for a token for something else.`,
      advice: ['Give `project-id`, or `project-name`, and no other scope.'],
    });
  }
  const rules = credential?.accessRules === undefined ? undefined : await accessRules(credential.accessRules);
  return {
    s3,
    ...(s3Endpoint !== undefined && { s3Endpoint }),
    ...(credential && {
      narrowing: {
        lifetime: credential.lifetime,
        ...(credential.roles && { roles: credential.roles }),
        ...(rules && { accessRules: rules }),
      },
    }),
  };
}
