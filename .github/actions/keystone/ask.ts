// A later step: the token works. It is kept for the job's end, when it must not any more.
// Environment: OS_TOKEN, AUTH_URL, CACERT.

import { remember, statusOf } from './tokens.ts';

const { OS_TOKEN = '', AUTH_URL = '', CACERT = '' } = process.env;
const status = await statusOf(OS_TOKEN, { authUrl: AUTH_URL, ca: CACERT });
remember(OS_TOKEN);
console.log(`Keystone answers the token with ${status}.`);
process.exitCode = status === 200 ? 0 : 1;
