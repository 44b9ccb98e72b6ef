// What a careful user would write by hand: log in, mask the token, hand it on. The measure for the whole step.
const { appendFileSync, readFileSync } = require('node:fs');
const https = require('node:https');

const { AUTH_URL, CA_FILE, USERNAME, USER_DOMAIN, PASSWORD, PROJECT_ID, GITHUB_ENV, GITHUB_OUTPUT } = process.env;

const body = JSON.stringify({
  auth: {
    identity: {
      methods: ['password'],
      password: { user: { name: USERNAME, domain: { id: USER_DOMAIN }, password: PASSWORD } },
    },
    scope: { project: { id: PROJECT_ID } },
  },
});
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
const options = { method: 'POST', headers, ca: readFileSync(CA_FILE) };

const request = https.request(`${AUTH_URL}/auth/tokens`, options, (response) => {
  const token = response.headers['x-subject-token'];
  let text = '';
  response.on('data', (chunk) => {
    text += chunk;
  });
  response.on('end', () => {
    if (response.statusCode !== 201) {
      throw new Error(`status ${response.statusCode}`);
    }
    console.log(`::add-mask::${token}`);
    appendFileSync(GITHUB_OUTPUT, `token=${token}\nexpires-at=${JSON.parse(text).token.expires_at}\n`);
    appendFileSync(GITHUB_ENV, `OS_TOKEN=${token}\n`);
  });
});
request.end(body);
