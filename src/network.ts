// What a step needs from its first request on, and the job's end if something is left to do. It is imported when that is
// known, and is a file of its own in dist/: for a missing input Node need not load HTTP and TLS, which takes it longer
// than all the rest.

export { takeBackSaved } from './job/end.ts';
export { logInForJob } from './job/session.ts';
