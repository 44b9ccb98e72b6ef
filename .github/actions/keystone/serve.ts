// Serves a Keystone until it is ended by a signal. Its one line of output is JSON: what action.yml calls its outputs.
// Arguments: the issuer to trust and the path of its certificate authority; with none, the Keystone is an embedded one.

import { sampleCloud } from '../../../tools/embedded-keystone/cloud.ts';
import { startEmbeddedKeystone } from '../../../tools/embedded-keystone.ts';
import { federation } from '../../../tools/keystone/federation.ts';
import { startKeystone } from '../../../tools/keystone/server.ts';

async function embedded(): Promise<object> {
  const { authUrl, ca } = await startEmbeddedKeystone();
  const [user] = sampleCloud.users;
  const [project] = sampleCloud.projects;
  return {
    'auth-url': authUrl,
    cacert: ca,
    username: user.name,
    password: user.password,
    'user-domain-name': user.domain.name,
    'project-id': project.id,
  };
}

async function trusting(issuer: string, caFile: string | undefined): Promise<object> {
  const { options, establish } = federation(issuer, caFile);
  const keystone = await startKeystone(options);
  process.once('SIGTERM', () => void keystone.stop().finally(() => process.exit()));
  await establish(keystone);
  return { 'auth-url': keystone.authUrl, cacert: keystone.ca, 'project-id': keystone.projects.production.id };
}

const [issuer, caFile] = process.argv.slice(2);
const outputs = await (issuer === undefined ? embedded() : trusting(issuer, caFile));
process.stdout.write(`${JSON.stringify(outputs)}\n`);
