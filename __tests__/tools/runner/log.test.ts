import { expect, test } from '@jest/globals';
import { StepLog } from '../../../tools/runner/log.ts';
import { Masks } from '../../../tools/runner/masks.ts';

function read(output: string, isDebug = false): StepLog {
  const log = new StepLog(new Masks(), isDebug);
  log.read(output);
  return log;
}

test.each([
  ['plain\n', 'plain\n'],
  ['no line end', 'no line end\n'],
  ['one\r\ntwo\rthree\n\n', 'one\ntwo\nthree\n\n'],
  ['one\u2028two\n', 'one\u2028two\n'],
  ['::unknown::command\n', '::unknown::command\n'],
  ['a ::error::in the middle\n', 'a ::error::in the middle\n'],
  ['::group::Title\nin it\n::endgroup::\n', '##[group]Title\nin it\n##[endgroup]\n'],
  ['::debug::detail\n', ''],
  ['::echo::on\n::add-matcher::file.json\n', ''],
])('%j is logged as %j', (output, text) => {
  expect(read(output).text).toBe(text);
});

test('with debug logging, debug lines show', () => {
  expect(read('::debug::one%0Atwo%25\n', true).text).toBe('##[debug]one\ntwo%\n');
});

test.each([
  ['  ::error title=Refused%3A a%2Cb,file=x.ts::Not%0Athis%25', 'error', 'Refused: a,b', 'Not\nthis%'],
  ['::warning::Careful', 'warning', '', 'Careful'],
  ['::NOTICE title=::See', 'notice', '', 'See'],
  ['anywhere ##[error title=T%3B%5D;x=y]in%0Dit', 'error', 'T;]', 'in\rit'],
  ['::none::##[warning]still', 'warning', '', 'still'],
] as const)('%j is an annotation', (line, level, title, message) => {
  const log = read(line);
  expect(log.annotations).toEqual([{ level, title, message }]);
  expect(log.text).toBe(`##[${level}]${message}\n`);
});

test('a mask holds from its line on, and its line is not shown', () => {
  const log = read('secret\n::add-mask::secret\n::error::a secret\nsecret\n');
  expect(log.text).toBe('secret\n##[error]a ***\n***\n');
  expect(log.masks).toEqual(['secret']);
  expect(log.annotations).toEqual([{ level: 'error', title: '', message: 'a secret' }]);
});

test('an empty mask is warned of and hides nothing', () => {
  const log = read('::add-mask:: \n text \n');
  expect(log.text).toBe("##[warning]Can't add secret mask for empty string in ##[add-mask] command.\n text \n");
  expect(log.masks).toEqual([]);
});

test('between stop-commands and its token, no command is obeyed', () => {
  const log = read('::stop-commands::Resume\n::add-mask::plain\n::resume::\n::error::seen\n');
  expect(log.text).toBe('::stop-commands::Resume\n::add-mask::plain\n::resume::\n##[error]seen\n');
  expect(log.masks).toEqual([]);
});

test('outputs and state may come by commands, variables and paths may not', () => {
  const log = read('::set-output name=a::1\n::save-state name=b::2\n::set-env name=C::3\n::add-path::/d\n');
  expect([log.outputs, log.state]).toEqual([{ a: '1' }, { b: '2' }]);
  expect(log.annotations.map(({ message }) => message)).toEqual([
    "Unable to process command '::set-env name=C::3' successfully.",
    "Unable to process command '::add-path::/d' successfully.",
  ]);
});
