// What a step needs from its first request on, and the job's end if something is left to do. It is imported when that is
// known, and is a file of its own in dist/: for a missing input Node need not load HTTP and TLS, which takes it longer
// than all the rest.

export { Deadline } from './http/deadline.ts';
export { createHttp } from './http/http.ts';
export { authenticate } from './keystone/authenticate.ts';
export { selectEndpoints } from './keystone/catalog.ts';
export { authenticateOrDiagnose } from './keystone/diagnose.ts';
export { identityEndpoint } from './keystone/discovery.ts';
export { listProjects } from './keystone/projects.ts';
export { Leftovers } from './leftovers/leftovers.ts';
export { savedLeftovers } from './leftovers/saved.ts';
export { handOver } from './runner/hand-over.ts';
export { requestIdToken } from './runner/id-token.ts';
export { report } from './runner/report.ts';
