import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import { debug, failed, info, printable, seal, warning } from '../../src/runner/log.ts';
import { inStep } from '../support/step.ts';

test('masks each line of a secret for itself, but not the frame of a PEM block', async () => {
  const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\r\n\n AwEHoUQD \n-----END EC PRIVATE KEY-----';
  const { stdout } = await inStep({}, () => seal(pem));
  expect(stdout).toBe('::add-mask::MHcCAQEE\n::add-mask:: AwEHoUQD \n');
});

test('masks a secret once', async () => {
  const { stdout } = await inStep({}, () => [seal('sealed twice'), seal('sealed twice')]);
  expect(stdout).toBe('::add-mask::sealed twice\n');
});

test('escapes what the runner would decode in a mask', async () => {
  const { stdout } = await inStep({}, () => seal('50%0A'));
  expect(stdout).toBe('::add-mask::50%250A\n');
});

test('hides sealed texts itself, the longer one first', async () => {
  const { stdout } = await inStep({}, () => {
    seal('hunter');
    seal('hunter22');
    info('hunter22 hunter');
  });
  expect(stdout.split('\n')[2]).toBe('*** ***');
});

test.each([
  ['::set-output name=token::x', ': :set-output name=token::x'],
  ['a\n  ::add-path::/tmp', 'a\n  : :add-path::/tmp'],
  ['a ##[error]b', 'a # #[error]b'],
  ['a\r::error::b', 'a\\u{d}::error::b'],
  ['\u001b[31mred\u0007', '\\u{1b}[31mred\\u{7}'],
  ['admin\u202etxt.exe\u200b', 'admin\\u{202e}txt.exe\\u{200b}'],
  ['a\u2028::error::b', 'a\\u{2028}::error::b'],
  ['Привет, wörld 🌍', 'Привет, wörld 🌍'],
])('makes %j harmless', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('prints no line that the runner would take for a command, whatever the text', () => {
  const text = fc
    .array(
      fc.constantFrom('::', ':', '##[', '#', '[', 'error', ' ', '\t', '\r', '\n', '\u2028', '\u00a0', '\u0085', 'x'),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (printed) => {
      const lines = printable(printed).split(/[\n\r]/);
      return lines.every((line) => !line.trim().startsWith('::') && !line.includes('##['));
    }),
  );
});

test('a failure is one annotation: message, reasons, advice', async () => {
  const failure = new Failure('login-refused', { message: 'No.', reasons: ['One.', 'Two.'], advice: ['Do this.'] });
  const { stdout } = await inStep({}, () => failed(failure));
  expect(stdout).toBe(
    '::error title=Keystone token%3A login-refused::No.%0ALikely reasons:%0A- One.%0A- Two.%0AWhat to do:%0A- Do this.\n',
  );
});

test('a failure points to the documentation of the action’s own version', async () => {
  const source = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: 'octo-org/keystone-token',
    GITHUB_ACTION_REF: 'v1',
  };
  const { stdout } = await inStep(source, () => failed(new Failure('internal', { message: 'No.' })));
  expect(stdout).toBe(
    '::error title=Keystone token%3A internal::No.%0AWhat to do:%0A' +
      '- See https://github.com/octo-org/keystone-token/blob/v1/docs/troubleshooting.md#internal\n',
  );
});

test('warnings and debug lines are made harmless too', async () => {
  const { stdout } = await inStep({}, () => {
    warning('a ##[x]');
    debug('b ##[x]');
  });
  expect(stdout).toBe('::warning title=Keystone token::a # #[x]\n::debug::b # #[x]\n');
});
