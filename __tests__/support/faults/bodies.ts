import { gzipSync } from 'node:zlib';
import { answer, type Fault, raw } from '../faulty-server.ts';
import { described, issue } from '../keystone.ts';
import { answered, conclusive, created, good, type Row, serverScene, token, whole } from './scene.ts';

const endless: Fault = (socket) => {
  socket.write(`${created}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk)) {}
  };
  socket.on('drain', more);
  more();
};

/** What can be wrong with an answer's headers and body. */
export const bodies: readonly Row[] = [
  conclusive('201 without a token', answer(201, {}, whole)),
  conclusive('201 without a body', answer(201, { 'X-Subject-Token': 'gAAAAA-empty' }), ['gAAAAA-empty']),
  conclusive('JSON that breaks off', answer(201, { 'X-Subject-Token': 'gAAAAA-part' }, whole.slice(0, 90)), [
    'gAAAAA-part',
  ]),
  conclusive('another content type', issue(good, { 'Content-Type': 'text/html' })),
  conclusive(
    'a body that is packed unasked (gzip)',
    answer(201, { 'X-Subject-Token': good, 'Content-Encoding': 'gzip' }, gzipSync(whole)),
  ),
  conclusive(
    'a body that unpacks to more than 8 MiB',
    answer(
      201,
      { 'X-Subject-Token': 'gAAAAA-bomb', 'Content-Encoding': 'gzip' },
      gzipSync(Buffer.alloc(20 * 1024 * 1024)),
    ),
    ['gAAAAA-bomb'],
  ),
  conclusive(
    'a body packed in another way (zstd)',
    answer(201, { 'X-Subject-Token': 'gAAAAA-zstd', 'Content-Encoding': 'zstd' }, 'x'),
    ['gAAAAA-zstd'],
  ),
  { fault: 'a body without end', stays: () => serverScene({ logins: [endless] }, { timeout: '20' }) },
  conclusive('headers of 300 KiB', answer(201, { 'X-A': 'x'.repeat(300 * 1024) })),
  answered('a header with a lone carriage return', raw(`${created}X-A: a\rb\r\nContent-Length: 0\r\n\r\n`)),
  answered('two lengths', raw(`${created}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`)),
  conclusive('a catalogue of 5 MiB', token(good, { catalog: [{ type: 'x'.repeat(5 * 1024 * 1024), endpoints: [] }] })),
  conclusive(
    'names with commands to the runner and to terminals',
    token(good, {
      user: {
        id: 'u1',
        name: '::set-output name=token::x\u001b[2J',
        domain: { id: 'default', name: '##[error]\u202e' },
      },
    }),
  ),
];

/** What can be wrong with a token. */
export const tokens: readonly Row[] = [
  ...[8, 40, 100].map((kibibytes) => {
    const id = 'M'.repeat(kibibytes * 1024);
    return conclusive(`a token of ${kibibytes} KiB`, issue(id), [id]);
  }),
  conclusive('a token of 200 KiB', issue('M'.repeat(200 * 1024)), ['M'.repeat(200 * 1024)]),
  conclusive('a token with a blank in it', issue('gAAAAA bad')),
  conclusive('a token that is a command to the runner', issue('::set-output name=x::y')),
  conclusive(
    'two tokens in one answer',
    raw(
      `${created}X-Subject-Token: gAAAAA-one\r\nX-Subject-Token: gAAAAA-two\r\nContent-Length: ${whole.length}\r\n\r\n${whole}`,
    ),
    ['gAAAAA-one', 'gAAAAA-two'],
  ),
  conclusive('a token for another project', token('gAAAAA-other', { project: { ...described.project, id: 'p2' } }), [
    'gAAAAA-other',
  ]),
];
