import { answer, raw } from '../faulty-server.ts';
import { issue } from '../keystone.ts';
import { answered, good, keystoneError, type Row } from './scene.ts';

const elsewhere = { Location: 'https://elsewhere.example/v3/auth/tokens' };
const soon = { 'Retry-After': '1' };

/** What a server can answer. */
export const answers: readonly Row[] = [
  ...[408, 425, 429, 500, 502, 503, 504].map((status) => answered(`${status}`, answer(status))),
  answered('429 with `Retry-After` in seconds', keystoneError(429, 'Too many requests', soon)),
  answered('503 with `Retry-After` as a date', (socket, request) => {
    const at = (milliseconds: number): string => new Date(Date.now() + milliseconds).toUTCString();
    answer(503, { Date: at(0), 'Retry-After': at(1000) })(socket, request);
  }),
  answered(
    '429 with `Retry-After` beyond `timeout`',
    keystoneError(429, 'Too many requests', { 'Retry-After': '3600' }),
  ),
  answered('400', keystoneError(400, 'Expecting to find domain in user.')),
  answered('401', keystoneError(401, 'The request you have made requires authentication.')),
  answered('403', keystoneError(403, 'You are not authorized to perform the requested action.')),
  answered('404, of a Keystone', keystoneError(404, 'Could not find project: p1.')),
  answered('404, of another server', answer(404, { 'Content-Type': 'text/html' }, '<html>Not Found</html>')),
  answered('405', answer(405)),
  answered('413', answer(413, { 'Content-Type': 'text/html' }, '<html>Request Entity Too Large</html>')),
  ...[301, 302, 303, 307, 308].map((status) => answered(`${status}, to another host`, answer(status, elsewhere))),
  answered('300, as Keystone’s root answers', answer(300, {}, '{"versions":{"values":[]}}')),
  answered('302 without a `Location`', answer(302)),
  answered('200 with a page', answer(200, { 'Content-Type': 'text/html' }, '<html>Welcome to nginx!</html>')),
  answered(
    '101, an upgrade that nobody asked for',
    raw('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  ),
  answered('100 and 103 before the answer', (socket, request) => {
    socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
    issue(good)(socket, request);
  }),
  answered('something else than HTTP', raw('SSH-2.0-OpenSSH_9.2\r\n\r\n')),
  answered('an error that repeats the request', (socket, request) =>
    keystoneError(400, `Invalid input for field 'password': ${request.body}`)(socket, request),
  ),
  answered(
    'an error with commands to the runner and to terminals',
    keystoneError(403, 'x\n::set-output name=token::y\r##[error]z \u001b[2J \u202egnp.exe'),
  ),
];
