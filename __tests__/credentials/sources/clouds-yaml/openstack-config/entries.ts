import { type Case, entry, one, own, url } from './case.ts';

const texts = 'openstacksdk reads the scalar as a YAML type, and not as it is written';

export const entryCases: readonly Case[] = [
  // What is under auth
  { name: 'a project by name', files: one('project_name: p, user_domain_name: D, project_domain_name: D') },
  { name: 'a project by id', files: one('project_id: 12345e67890, user_domain_id: default') },
  { name: 'the system scope', files: one('system_scope: all, user_domain_name: D') },
  { name: 'a trust', files: one('trust_id: abc, user_domain_name: D') },
  { name: 'a user by id', files: one('user_id: abc, project_id: p') },
  {
    name: 'an application credential by id',
    files: entry(
      `auth_type: v3applicationcredential, auth: {auth_url: "${url}", application_credential_id: abc, application_credential_secret: "s3{}"}`,
    ),
  },
  {
    name: 'an application credential by name',
    files: entry(
      `auth_type: v3applicationcredential, auth: {auth_url: "${url}", application_credential_name: ci, application_credential_secret: s, username: jo, user_domain_name: D}`,
    ),
  },
  { name: 'a token', files: entry(`auth_type: v3token, auth: {auth_url: "${url}", token: abc, project_id: p}`) },
  { name: 'a passcode', files: entry(`auth_type: v3totp, auth: {auth_url: "${url}", user_id: u, passcode: "012345"}`) },
  {
    name: 'a passcode beside auth',
    files: entry(`auth_type: v3totp, passcode: "012345", auth: {auth_url: "${url}", user_id: u}`),
  },
  {
    name: 'an access token',
    files: entry(
      `auth_type: v3oidcaccesstoken, auth: {auth_url: "${url}", identity_provider: idp, protocol: openid, access_token: abc, project_id: p}`,
    ),
  },
  {
    name: 'an OpenID Connect client',
    files: entry(
      `auth_type: v3oidcclientcredentials, auth: {auth_url: "${url}", identity_provider: idp, protocol: openid, client_id: c, client_secret: s, discovery_endpoint: "https://idp.example/x", project_id: p}`,
    ),
  },
  {
    name: 'an OpenID Connect user',
    files: entry(
      `auth_type: v3oidcpassword, auth: {${own}, identity_provider: idp, protocol: openid, client_id: c, client_secret: s, access_token_endpoint: "https://idp.example/x"}`,
    ),
  },

  // YAML
  {
    name: 'block style, comments, quotes and folded text',
    files: {
      'clouds.yaml': `# the cloud
clouds:
  a:
    auth:
      auth_url: "${url}"
      username: 'jo'      # who
      password: 'it''s # no comment: "\\'
      project_name: >-
        my
        project
      user_domain_name: Default
      project_domain_name: |-
        De
        fault
    region_name: RegionOne
    interface: internal
`,
    },
  },
  { name: 'CRLF', files: { 'clouds.yaml': `clouds:\r\n  a:\r\n    auth: {${own}}\r\n    region_name: R\r\n` } },
  { name: 'a byte order mark', files: { 'clouds.yaml': `\ufeffclouds:\n  a:\n    auth: {${own}}\n` } },
  { name: 'a document with a start and an end', files: { 'clouds.yaml': `---\nclouds: {a: {auth: {${own}}}}\n...\n` } },
  { name: 'escapes', files: one('project_name: "\\u00e4\\x41\\t\\U0001F600"') },
  { name: 'the later of two equal keys', files: one('password: later') },
  {
    name: 'anchors and merge keys',
    files: {
      'clouds.yaml': `base: &base {auth_url: "${url}", username: jo, password: pw, user_domain_name: D}
clouds:
  a: {auth: {<<: *base, project_name: p, password: other}}
  b: {auth: {<<: [{project_name: q}, *base], user_domain_name: E}}
`,
    },
    cloud: 'b',
  },
  {
    name: 'JSON in a clouds.yaml',
    files: {
      'clouds.yaml': JSON.stringify({ clouds: { a: { auth: { auth_url: url, username: 'jo', password: '01' } } } }),
    },
  },
  {
    name: 'clouds.json',
    files: {
      'clouds.json': JSON.stringify(
        { clouds: { a: { auth: { auth_url: url, username: 'jo\ud83d\ude00', password: '/"\\' } } } },
        null,
        '\t',
      ),
    },
  },
  {
    name: 'null and nothing',
    files: one('project_id: null, user_domain_id: ~, project_name:'),
    differs: {
      because: 'openstacksdk makes the text None of it',
      ours: { auth: { project_id: undefined, user_domain_id: undefined, project_name: undefined } },
    },
  },
  { name: 'text in quotes that looks like a number', files: one('project_id: "0123", user_domain_id: "no"') },
  { name: 'a whole number', files: one('project_id: 42') },
  { name: 'text that only other YAMLs take for a number', files: one('project_id: 1e5, project_name: 0o17') },
  {
    name: 'a number with a leading zero',
    files: one('project_id: 0123'),
    differs: { because: texts, ours: { auth: { project_id: '0123' } } },
  },
  {
    name: 'a number with an exponent',
    files: one('project_id: 12345.0e+67'),
    differs: { because: texts, ours: { auth: { project_id: '12345.0e+67' } } },
  },
  {
    name: 'a word for a boolean',
    files: one('project_name: no'),
    differs: { because: texts, ours: { auth: { project_name: 'no' } } },
  },
  {
    name: 'a date',
    files: one('project_name: 2026-11-22'),
  },
  {
    name: 'a time',
    files: one('project_id: 12:30'),
    differs: { because: texts, ours: { auth: { project_id: '12:30' } } },
  },

  // Former names, and what beats what
  { name: 'tenant_id', files: one('tenant_id: p') },
  { name: 'tenant_name', files: one('tenant_name: p') },
  { name: 'tenant-name beside auth', files: one('user_domain_name: D', 'tenant-name: p') },
  { name: 'project_name beats tenant_name', files: one('tenant_name: t, project_name: p') },
  { name: 'project_id under auth beats tenant_id beside it', files: one('project_id: p', 'tenant_id: t') },
  {
    name: 'project_id beside auth beats the one in it',
    files: one('project_id: p', 'project_id: q'),
    differs: {
      because: 'Debian has 0.101; openstacksdk has changed it since (story 2010784)',
      ours: { auth: { project_id: 'q' } },
    },
  },
  {
    name: 'user_domain_name beside auth beats the one in it',
    files: one('user_domain_name: p', 'user_domain_name: q'),
    differs: { because: 'as above', ours: { auth: { user_domain_name: 'q' } } },
  },
  { name: 'username under auth beats the one beside it', files: one('user_domain_name: D', 'username: other') },
  { name: 'password under auth beats the one beside it', files: one('user_domain_name: D', 'password: other') },
  { name: 'auth_url under auth beats the one beside it', files: one('project_id: p', 'auth_url: "https://b.example"') },
  { name: 'all beside auth', files: entry(`${own}, project_id: p, user_domain_name: D`) },
  {
    name: 'a password beside auth, with braces',
    files: entry(`password: "{pw}{0}", auth: {auth_url: "${url}", username: jo}`),
  },
  { name: 'braces under auth', files: one('user_domain_name: "{x}"') },
  { name: 'user_name', files: entry(`auth: {auth_url: "${url}", user_name: jo, password: pw}`) },
  { name: 'username beats user_name', files: one('user_name: other') },
  {
    name: 'dashes for underscores',
    files: entry(`auth: {auth-url: "${url}", user-name: jo, password: pw, project-id: p}, region-name: R`),
  },
  { name: 'auth_token', files: entry(`auth_type: token, auth_token: abc, auth: {auth_url: "${url}"}`) },
  {
    name: 'token beats auth_token',
    files: entry(`auth_type: token, auth_token: abc, auth: {auth_url: "${url}", token: def}`),
  },
  { name: 'endpoint_type', files: one('project_id: p', 'endpoint_type: admin') },
  { name: 'endpoint_type beats interface', files: one('project_id: p', 'interface: internal, endpoint_type: admin') },
  { name: 'a service has an endpoint_type of its own', files: one('project_id: p', 'volume_endpoint_type: admin') },
  { name: 'auth_type', files: one('user_domain_id: d', 'auth_type: v3password') },
  {
    name: 'auth_plugin',
    files: one('user_domain_id: d', 'auth_plugin: v3password'),
    differs: {
      because: 'openstacksdk reads it, but its own default always beats it',
      ours: { auth_type: 'v3password' },
    },
  },
  {
    name: 'token_endpoint',
    files: entry('auth_type: token_endpoint, auth: {endpoint: "https://cloud.example", token: abc}'),
    differs: {
      because: 'only the name changes; the type is refused either way',
      ours: { auth_type: 'token_endpoint', auth: { endpoint: undefined } },
    },
  },

  // The domain rule
  { name: 'domain_name is the scope without a project', files: one('domain_name: D') },
  {
    name: 'domain_name beside auth is the scope without a project',
    files: one('user_domain_name: U', 'domain_name: D'),
  },
  { name: 'domain_name is that of user and project', files: one('project_name: p, domain_name: D') },
  { name: 'domain_id is that of user and project', files: one('tenant_name: p, domain_id: d') },
  { name: 'domain_name beside auth is that of user and project', files: one('project_id: p', 'domain_name: D') },
  { name: 'user_domain_name beats domain_name', files: one('project_name: p, domain_name: D, user_domain_name: U') },
  {
    name: 'domain_id and domain_name',
    files: one('project_name: p, domain_name: D, domain_id: d, project_domain_id: e'),
    differs: {
      because: 'an id beats a name, which openstacksdk leaves to Keystone',
      ours: { auth: { project_domain_name: undefined } },
    },
  },
  {
    name: 'default_domain_name',
    files: one('project_name: p, default_domain_name: D'),
    differs: {
      because: 'keystoneauth fills it in when it sends, we do when we read',
      ours: { auth: { user_domain_name: 'D', project_domain_name: 'D' } },
    },
  },

  // TLS
  { name: 'cacert', files: one('project_id: p', 'cacert: /etc/ssl/ca.pem') },
  { name: 'cacert below the home', files: one('project_id: p', 'cacert: ~/ca.pem') },
  { name: 'cacert by region', files: one('project_id: p', 'cacert: "/etc/{region_name}.pem", region_name: R') },
  { name: 'verify: false', files: one('project_id: p', 'verify: false, cacert: /etc/ssl/ca.pem') },
  { name: 'verify: no', files: one('project_id: p', 'verify: no') },
  { name: 'verify: true', files: one('project_id: p', 'verify: true, cacert: ca.pem') },
  { name: 'insecure beats verify', files: one('project_id: p', 'insecure: true, verify: true') },
  { name: 'insecure: "True"', files: one('project_id: p', 'insecure: "True"') },
  { name: 'insecure: off', files: one('project_id: p', 'insecure: off') },
  { name: 'a path for verify', files: one('project_id: p', 'verify: /etc/ssl/ca.pem') },
  { name: 'cert alone', files: one('project_id: p', 'cert: ~/both.pem') },
  { name: 'cert and key', files: one('project_id: p', 'cert: a.pem, key: ~/b.pem') },
  {
    name: 'insecure: "yes"',
    files: one('project_id: p', 'insecure: "yes"'),
    differs: { because: 'with and without quotes it is the same text to us', ours: { verify: false } },
  },
];
