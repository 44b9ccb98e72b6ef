// Fails where the tools and tests, which are TypeScript run as it is, would not run. Itself it runs on any Node.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    [
      `This needs Node 24 or newer, and this is Node ${process.versions.node}.`,
      'On Linux and Windows, `npm ci` (without --omit=optional) puts one into node_modules for the npm scripts to use.',
      'Elsewhere install Node 24, https://nodejs.org/.',
    ].join('\n'),
  );
  process.exit(1);
}
