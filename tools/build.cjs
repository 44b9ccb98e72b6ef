// npm run build: src/ → lib/, JavaScript → dist/, a bundle with all it needs.

const { execSync } = require('node:child_process');
const { cpSync, globSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { minify_sync: minify } = require('terser');
const { ofJsYaml, ofOurs } = require('./short-names.cjs');

rmSync('lib', { recursive: true, force: true });
rmSync('dist', { recursive: true, force: true });

execSync('tsc -p src', { stdio: 'inherit' });
// Of JavaScript without a type ncc makes CommonJS. Node loads it in four fifths of the time, and with 1 MiB less.
writeFileSync('lib/package.json', '{}\n');
// @actions/core does not say that its modules have no effects of their own. Of a copy that says so comes along what is
// used: not its job summary, which has Node load all of fs/promises, nor its HTTP client with all that imports.
const core = 'lib/node_modules/@actions/core';
cpSync('node_modules/@actions/core', core, { recursive: true });
writeFileSync(`${core}/package.json`, JSON.stringify({ ...require(`../${core}/package.json`), sideEffects: false }));
leaveOut();
execSync('ncc build lib/index.js --out dist', { stdio: 'inherit' });
// Node takes as long to load its cryptography as all the rest of a step that fails early: it is loaded on first use.
for (const file of globSync('dist/*.js')) {
  const lazily = ' = new Proxy({}, { get: (_, name) => require("$1")[name] });';
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/ = require\("((?:node:)?crypto)"\);$/gm, lazily));
}
// ncc's own minifier keeps the names of functions, and what is used by nothing but itself: a fifth more. Of ASCII alone,
// because Node holds any other text in twice the memory.
const ours = shortened(ofOurs);
for (const file of globSync('dist/*.js')) {
  const { code } = minify(readFileSync(file, 'utf8'), {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 5, unsafe_arrows: true, keep_fargs: false },
    mangle: { properties: ours.properties },
    nameCache: ours.cache,
    format: { ascii_only: true },
  });
  const spelt = ofOurs.find((name) => new RegExp(`(["'\`])${name}\\1`).test(code));
  if (spelt) {
    throw new Error(`The name ${spelt} stands in a string as well, so it must not be shortened`);
  }
  writeFileSync(file, code);
}
writeFileSync('dist/licenses.txt', licenses().join('\n\n'));
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

// The job's end has an entry of its own, though the code is one bundle: a step that was killed at its very start has
// left no state by which the job's end could be told from the step.
writeFileSync('dist/job-end.js', "require('./index.js');\n");

/** How terser is to shorten names of properties: these and no others, and in all files alike. */
function shortened(names) {
  const short = names.map((name, index) => [`$${name}`, `_${index.toString(36)}`]);
  return {
    properties: { regex: new RegExp(`^(${names.join('|')})$`), builtins: true },
    cache: { props: { props: Object.fromEntries(short) } },
  };
}

/** Of copies of the libraries, leaves out what the bundler would keep though nothing here uses it. */
function leaveOut() {
  // js-yaml's writer, and the schemas of other versions of YAML: what they are made by has no effects of its own.
  rewrite(
    'js-yaml',
    'dist/js-yaml.mjs',
    [
      [
        /^(var \S+ = )(?=new |define\w+Tag\(|Symbol\(|Object\.assign\(|\w+\.withTags\(|String\.raw)/gm,
        '$1/*#__PURE__*/ ',
      ],
      // The schema where none is given, the picture of the place in a message, and what only the writer asks of a tag.
      [/^\tschema: CORE_SCHEMA,$/m, '\tschema: undefined,'],
      [/^\t\tmark\.snippet = .*\n/m, ''],
      [/formatError\(this, false\)/, 'reason'],
      [/^\ttoString\(compact\) \{[\s\S]*?^\t\}\n/m, ''],
      [/^\t\trepresent(TagName)?: options\..*\n/gm, ''],
      [/^\trepresent: \(\w+\) => \{\n[\s\S]*?^\t\},?\n/gm, ''],
      [/^\trepresent: .*\n/gm, ''],
    ],
    (text) =>
      minify(text, {
        module: true,
        compress: false,
        mangle: { toplevel: false, properties: shortened(ofJsYaml).properties },
        nameCache: shortened(ofJsYaml).cache,
        format: { preserve_annotations: true, beautify: true },
      }).code,
  );
  // http-client's requests by the name of a method, JSON, and its proxies (src/http/proxy.ts).
  const names = [
    ...['options', 'get', 'del', 'post', 'patch', 'put', 'head', 'sendStream'],
    ...['getJson', 'postJson', 'putJson', 'patchJson', 'getAgent', 'getAgentDispatcher', '_getProxyAgentDispatcher'],
    ...['_processResponse', '_getExistingOrDefaultHeader', '_getExistingOrDefaultContentTypeHeader'],
    ...['readBody', 'readBodyBuffer'],
  ];
  rewrite('@actions/http-client', 'lib/index.js', [
    ...names.map((name) => [new RegExp(`^ {4}${name}\\([^]*?^ {4}\\}\\n`, 'm'), '']),
    // Its own agents, and the statuses that it does nothing about.
    [/^ {4}_getAgent\([\s\S]*?^ {4}\}\n/m, '    _getAgent() {}\n'],
    [/^ {4}HttpCodes\[HttpCodes\["(?!Moved|Resource|SeeO|Temp|Perm|BadG|ServiceU|GatewayT|Unauth).*\n/gm, ''],
  ]);
}

function rewrite(name, file, changes, last = (text) => text) {
  const copy = `lib/node_modules/${name}`;
  cpSync(`node_modules/${name}`, copy, { recursive: true });
  let text = readFileSync(`${copy}/${file}`, 'utf8');
  for (const [pattern, replacement] of changes) {
    if (text.search(pattern) < 0) {
      throw new Error(`${name} has changed: ${pattern} is not in ${file}`);
    }
    text = text.replace(pattern, replacement);
  }
  writeFileSync(`${copy}/${file}`, last(text));
}

/** The licences of the packages in dist/. ncc's own list leaves out those of which it makes one module with ours. */
function licenses() {
  const { dependencies } = require('../package.json');
  const names = Object.keys(dependencies).filter((name) => !dependencies[name].startsWith('file:'));
  const textOf = (name) => readFileSync(globSync(`node_modules/${name}/LICENSE*`)[0], 'utf8');
  return Object.entries(Object.groupBy(names, textOf)).map(([text, alike]) => `${alike.join(', ')}\n\n${text}`);
}
