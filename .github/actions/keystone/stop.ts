// The job's end, after the ends of all later steps: the tokens that worked must be revoked by now.

import { getState, setFailed } from '@actions/core';
import { remembered, statusOf } from './tokens.ts';

const place = { authUrl: getState('auth-url'), ca: getState('cacert') };
const pid = Number(getState('pid'));
try {
  const tokens = remembered();
  if (tokens.length === 0) {
    setFailed('No token was shown to ask.ts in this job.');
  }
  for (const token of tokens) {
    const status = await statusOf(token, place);
    console.log(`Keystone answers the token of the job with ${status}.`);
    if (status !== 401) {
      setFailed('A token of the job has not been revoked.');
    }
  }
} finally {
  if (pid > 0) {
    process.kill(pid);
  }
}
