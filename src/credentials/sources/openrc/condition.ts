import { type Argument, both, comparison, either, negated, type Status } from './test-command.ts';
import { invalid, isBare, isOperator, isWord, type Word } from './tokens.ts';
import type { Words } from './words.ts';

const deepest = 50;

/**
 * conditionStatus reads what follows `[[`, up to and with its `]]`, and gives its status.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#index-_005b_005b
 */
export function conditionStatus(words: Words, argument: (word: Word) => Argument, line: number, depth = 0): Status {
  if (depth > deepest) {
    throw invalid(line, 'is nested too deep');
  }
  let status: Status = false;
  let and: Status = true;
  for (;;) {
    and = both(and, term(words, argument, depth));
    const token = words.next();
    if (token.kind === 'end') {
      throw invalid(line, 'opens a condition (`[[`) that is never closed');
    }
    if (isOperator(token, '&&')) {
      continue;
    }
    status = either(status, and);
    and = true;
    if (!isOperator(token, '||')) {
      return status;
    }
  }
}

/** One test: its words up to an operator or to what closes the condition. */
function term(words: Words, argument: (word: Word) => Argument, depth: number): Status {
  let not = false;
  let status: Status;
  const found: Word[] = [];
  for (;;) {
    const token = words.peek();
    if (token.kind === 'end' || isWord(token, ']]') || isOperator(token, '&&', '||', ')')) {
      const own = found.length === 0 ? status : statusOf(found, argument);
      return not ? negated(own) : own;
    }
    words.next();
    if (isWord(token, '!') && found.length === 0) {
      not = !not;
    } else if (isOperator(token, '(') && found.length === 0) {
      status = conditionStatus(words, argument, token.line, depth + 1);
    } else if (token.kind === 'word') {
      found.push(token);
    }
  }
}

/** A pattern on the right is not compared: it may be matched in many ways. */
function statusOf(words: readonly Word[], argument: (word: Word) => Argument): Status {
  const texts = words.map(argument);
  const isPattern = words[2]?.parts.some(isBare) && /[*?[\\]/.test(texts[2] ?? '');
  return isPattern ? undefined : comparison(texts);
}
