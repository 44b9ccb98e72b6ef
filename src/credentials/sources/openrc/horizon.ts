// Comments of the file that Horizon writes for a user, and of those that some clouds have made of it.
const comment =
  /^[ \t]*# *(With Keystone you pass the keystone password\.|With the addition of Keystone we have standardized|To use an OpenStack cloud you need to authenticate against)/m;

// The file that Horizon writes for an application credential has no comments, but always these lines.
const lines =
  'OS_AUTH_TYPE,OS_AUTH_URL,OS_IDENTITY_API_VERSION,OS_REGION_NAME,OS_INTERFACE,OS_APPLICATION_CREDENTIAL_ID,OS_APPLICATION_CREDENTIAL_SECRET';

/**
 * isHorizons tells whether Horizon wrote a file. Inside double quotes it escapes `!` and `'` too, where bash keeps the
 * backslash. Source: horizon/templatetags/shellfilter.py and the templates `openrc.sh.template`.
 */
export function isHorizons(text: string): boolean {
  return comment.test(text) || Array.from(text.matchAll(/^export (OS_\w+)=/gm), ([, name]) => name).join() === lines;
}
