// Comments of the file that Horizon writes for a user, and of those that some clouds have made of it.
const comment =
  /^[ \t]*# *(With Keystone you pass the keystone password\.|With the addition of Keystone we have standardized|To use an OpenStack cloud you need to authenticate against)/m;

// The file that Horizon writes for an application credential has no comments, but always these lines.
const lines =
  'OS_AUTH_TYPE,OS_AUTH_URL,OS_IDENTITY_API_VERSION,OS_REGION_NAME,OS_INTERFACE,OS_APPLICATION_CREDENTIAL_ID,OS_APPLICATION_CREDENTIAL_SECRET';

const assignments = /^([ \t]*(?:export[ \t]+)?(OS_[A-Z0-9_]+)=")((?:[^"\\]|\\[\s\S])*)"/gm;

/**
 * withoutEscapes returns a bash file without the backslashes that Horizon writes before `!` and `'` inside double quotes,
 * where bash keeps them; a file of somebody else stays as it is. Either is told of to `warnings`.
 * Source: horizon/templatetags/shellfilter.py and the templates `openrc.sh.template`.
 */
export function withoutEscapes(text: string, warnings: Map<string, string>): string {
  const exported = Array.from(text.matchAll(/^export (OS_\w+)=/gm), ([, name]) => name);
  const isHorizons = comment.test(text) || exported.join() === lines;
  return text.replace(assignments, (whole, start: string, name: string, value: string) => {
    const meant = value.replace(/\\([\s\S])/g, (pair, character) => (/[!']/.test(character) ? character : pair));
    // Horizon's file asks for the password, so one that is in it was written by its owner.
    const isEscaped = isHorizons && name !== 'OS_PASSWORD';
    const how = isEscaped
      ? ", which is how Horizon writes ! and '. It is read without the backslash."
      : ' inside double quotes. The backslash is a part of the value, as in bash.';
    if (meant !== value) {
      warnings.set(name, `has \\! or \\' in it${how}`);
    }
    return isEscaped ? `${start}${meant}"` : whole;
  });
}
