import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { answer, type Fault, type Received, raw } from '../faulty-server.ts';
import { described } from '../keystone.ts';
import type { Marked } from './secret.ts';

/** What a server does: with the secrets that were sent to it, and with a token or a receipt it makes. */
export type Server = (token: Marked) => Fault;

/** One of a request's secrets, or all of it, as servers repeat things. */
type Repeat = (request: Received) => string;

const repeats: Readonly<Record<string, Repeat>> = {
  'the body': ({ body }) => body,
  'the body in JSON': ({ body }) => JSON.stringify(body),
  'the body in JSON twice': ({ body }) => JSON.stringify(JSON.stringify(body)),
  'the body as Python shows it': ({ body }) => inspect(body),
  'the body in HTML': ({ body }) => body.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`),
  'the body in a URL': ({ body }) => encodeURIComponent(body),
  'what is secret in the body': ({ body }) => secretsIn(body).join(' '),
  'half of what is secret': ({ body }) =>
    secretsIn(body)
      .map((secret) => secret.slice(0, Math.ceil(secret.length * 0.8)))
      .join(' '),
  'the headers': ({ headers }) => [...headers].map(([name, value]) => `${name}: ${value}`).join('; '),
};

/** secretsIn gives the values of a body's members that are secret, in JSON or in a form. */
function secretsIn(body: string): string[] {
  const names = /^(password|secret|passcode|id|client_secret)$/;
  if (!body.startsWith('{')) {
    return [...new URLSearchParams(body)].flatMap(([name, value]) => (names.test(name) ? [value] : []));
  }
  const found: string[] = [];
  JSON.parse(body, (name, value) => {
    if (names.test(name) && typeof value === 'string') {
      found.push(value);
    }
    return value;
  });
  return found;
}

const json = { 'Content-Type': 'application/json' };

function refusal(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Fault {
  return answer(
    status,
    { ...json, ...headers },
    JSON.stringify({ error: { code: status, message, title: 'Refused' } }),
  );
}

/** What a header can hold. */
function inHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 4000);
}

/** The ways in which a server repeats what it was sent. */
const repeating: [string, Server][] = Object.entries(repeats).flatMap(([what, repeat]) => [
  [`400 that repeats ${what}`, () => (socket, request) => refusal(400, `Invalid: ${repeat(request)}`)(socket, request)],
  [`401 that repeats ${what}`, () => (socket, request) => refusal(401, repeat(request))(socket, request)],
  [
    `a schema error that repeats ${what}`,
    () => (socket, request) =>
      refusal(
        400,
        `Invalid input for field 'identity/password/user/password': ${repeat(request)} is not of type 'string'`,
      )(socket, request),
  ],
  [
    `a request id that repeats ${what}`,
    () => (socket, request) =>
      refusal(403, 'No.', { 'X-Openstack-Request-Id': inHeader(repeat(request)) })(socket, request),
  ],
  [
    `a redirect that repeats ${what}`,
    () => (socket, request) =>
      answer(302, { Location: `https://elsewhere.example/?${inHeader(repeat(request))}` })(socket, request),
  ],
  [
    `an encoding that repeats ${what}`,
    () => (socket, request) => answer(200, { 'Content-Encoding': inHeader(repeat(request)) })(socket, request),
  ],
  [
    `a page that repeats ${what}`,
    () => (socket, request) =>
      answer(404, { 'Content-Type': 'text/html' }, `<html>${repeat(request)}</html>`)(socket, request),
  ],
  [`what is no HTTP, and repeats ${what}`, () => (socket, request) => raw(repeat(request))(socket, request)],
  [
    `an OAuth error that repeats ${what}`,
    () => (socket, request) =>
      answer(
        400,
        json,
        JSON.stringify({ error: repeat(request), error_description: repeat(request) }),
      )(socket, request),
  ],
]);

function issued(token: Marked, said: object = {}, headers: Readonly<Record<string, string>> = {}): Fault {
  const body = JSON.stringify({ token: { ...described, ...said }, access_token: token.text, token_type: 'Bearer' });
  return answer(201, { ...json, 'X-Subject-Token': token.text, ...headers }, body);
}

const head = 'HTTP/1.1 201 Created\r\n';

/** servers are all the ways in which a server meets a login, by name. */
export const servers: ReadonlyMap<string, Server> = new Map<string, Server>([
  ...repeating,
  ['a token', (token) => issued(token)],
  ['a token, for another project', (token) => issued(token, { project: { ...described.project, id: 'p2' } })],
  ['a token, without a project', (token) => issued(token, { project: undefined })],
  [
    'a token, in a body that is none',
    (token) => answer(201, { 'X-Subject-Token': token.text }, `token: ${token.text}`),
  ],
  [
    'a token, in a body that is cut',
    (token) => raw(`${head}X-Subject-Token: ${token.text}\r\nContent-Length: 99\r\n\r\n{"token":`),
  ],
  [
    'a token, twice',
    (token) =>
      raw(`${head}X-Subject-Token: ${token.text}\r\nX-Subject-Token: ${token.text}\r\nContent-Length: 0\r\n\r\n`),
  ],
  ['a token with a blank', (token) => answer(201, { 'X-Subject-Token': `${token.text} x` })],
  [
    'a token, in packed nonsense',
    (token) => answer(201, { 'X-Subject-Token': token.text, 'Content-Encoding': 'gzip' }, token.text),
  ],
  [
    'a token, packed',
    (token) =>
      answer(
        201,
        { 'X-Subject-Token': token.text, 'Content-Encoding': 'gzip' },
        gzipSync(JSON.stringify({ token: described })),
      ),
  ],
  ['a token, with an error', (token) => refusal(500, token.text, { 'X-Subject-Token': token.text })],
  [
    'a token, in a header that is none',
    (token) => raw(`${head}X-Subject-Token: ${token.text}\r\nbroken ${token.text}\r\n\r\n`),
  ],
  [
    'an access token, with 200',
    (token) => answer(200, json, JSON.stringify({ access_token: token.text, id_token: token.text })),
  ],
  [
    'an access token, with an error',
    (token) => answer(401, json, JSON.stringify({ access_token: token.text, error: 'invalid_client' })),
  ],
  [
    'a receipt',
    (token) =>
      answer(
        401,
        { ...json, 'Openstack-Auth-Receipt': token.text },
        JSON.stringify({
          receipt: { methods: ['password'] },
          required_auth_methods: [['totp', 'password'], [token.text]],
        }),
      ),
  ],
  ['401', () => refusal(401, 'The request you have made requires authentication.')],
  ['503', () => answer(503, { 'Retry-After': '3600' })],
  ['nothing', () => (socket) => socket.destroy()],
]);
