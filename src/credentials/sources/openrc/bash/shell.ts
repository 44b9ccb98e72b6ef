import { deepest, invalid } from '../invalid.ts';
import { negated, type Status, type Table } from '../table.ts';
import { type Context, conditionStatus, perform } from './command.ts';
import { isOperator, isWord, literal, type Word, Words } from './words.ts';

const inputs = ['<', '<<', '<<-', '<<<', '<&', '<>'];
const redirections = [...inputs, '>', '>>', '>&', '>|', '&>', '&>>'];
const onCondition = 'depends on a condition that only running the file would tell';
const inLoop = 'depends on a loop';

/**
 * Shell follows a bash file and makes of its variables what bash would. It runs nothing: a command it does not know has no
 * effect, and what depends on its status is opaque. `return` and `exit` are passed over, because they usually guard
 * against a missing password, which comes from elsewhere. Throws `openrc-invalid` for what is no shell text at all.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#Shell-Commands
 */
export class Shell {
  readonly #words: Words;
  readonly #context: Context;
  readonly #table: Table;
  #depth = 0;

  constructor(text: string, context: Context) {
    this.#words = new Words(text);
    this.#context = context;
    this.#table = context.table;
  }

  /** list reads commands up to one of the words or operators that end them, which it leaves; without any, the whole file. */
  list(...ends: string[]): Status {
    let status: Status;
    for (;;) {
      const token = this.#words.peek();
      if (token.kind === 'end' || isWord(token, ...ends) || isOperator(token, ...ends)) {
        return status;
      }
      if (token.kind === 'word' || isOperator(token, '(', '((', ...redirections)) {
        status = this.#andOr();
      } else {
        // The end of a command, or what nothing has asked for, as the parenthesis after a pattern of `case`.
        this.#words.next();
      }
    }
  }

  #andOr(): Status {
    const start = this.#table.mark();
    let status = this.#pipeline();
    while (isOperator(this.#words.peek(), '&&', '||')) {
      const and = isOperator(this.#words.next(), '&&');
      const runs = and ? status : negated(status);
      this.#skip('\n');
      let right: Status;
      this.#table.branch(runs, onCondition, () => {
        right = this.#pipeline();
      });
      status = runs === false ? status : runs || right === !and ? right : undefined;
    }
    if (isOperator(this.#words.peek(), '&')) {
      this.#table.back(start);
      return true;
    }
    return status;
  }

  #pipeline(): Status {
    const start = this.#table.mark();
    let not = false;
    while (isWord(this.#words.peek(), '!', 'time', 'do')) {
      not = isWord(this.#words.next(), '!') !== not;
    }
    let status = this.#command();
    while (isOperator(this.#words.peek(), '|', '|&')) {
      this.#words.next();
      this.#skip('\n');
      this.#command();
      status = undefined;
      this.#table.back(start);
    }
    return not ? negated(status) : status;
  }

  #command(): Status {
    const token = this.#words.peek();
    if (++this.#depth > deepest) {
      throw invalid(token.line, 'is nested too deep');
    }
    let status: Status;
    switch (token.kind === 'word' ? literal(token) : token.kind === 'operator' && token.text) {
      case '(':
        this.#table.apart(() => this.#group(')'));
        break;
      case '((':
        // It compares numbers.
        this.#words.next();
        break;
      case '{':
        status = this.#group('}');
        break;
      case 'if':
        this.#if();
        this.#words.next();
        break;
      case 'while':
      case 'until':
      case 'for':
      case 'select':
        this.#table.perhaps(inLoop, () => this.#loop());
        break;
      case 'case':
        // The word and the patterns are read as commands.
        this.#table.perhaps(onCondition, () => this.#group('esac'));
        break;
      case '[[':
        status = this.#condition();
        break;
      case 'function':
        this.#words.next();
        this.#function({ parts: [], ...this.#words.next() });
        break;
      default:
        status = this.#simple();
    }
    this.#depth--;
    return status;
  }

  /** Commands between a word or operator and the one that closes it. */
  #group(end: string): Status {
    const { line } = this.#words.next();
    const status = this.list(end);
    if (this.#words.next().kind === 'end' && end === ')') {
      throw invalid(line, 'opens a parenthesis that is never closed');
    }
    return status;
  }

  /** From `if` or `elif` up to the `fi`. Some clouds' files lack the last `fi`: that is an error if it loses them. */
  #if(): void {
    const { line } = this.#words.next();
    const status = this.list('then');
    const part = (taken: Status, ...ends: string[]): void => {
      this.#words.next();
      this.list(...ends);
      if (taken === false && this.#words.peek().kind === 'end') {
        throw invalid(line, 'opens an `if` that no `fi` closes');
      }
    };
    const otherwise = (): void => {
      if (isWord(this.#words.peek(), 'elif')) {
        if (++this.#depth > deepest) {
          throw invalid(line, 'is nested too deep');
        }
        this.#if();
        this.#depth--;
      } else if (isWord(this.#words.peek(), 'else')) {
        part(negated(status), 'fi');
      }
    };
    this.#table.branch(status, onCondition, () => part(status, 'elif', 'else', 'fi'), otherwise);
  }

  #loop(): void {
    const { line } = this.#words.next();
    const variable = this.#words.peek();
    if (variable.kind === 'word') {
      // Of `for` and `select`.
      this.#table.set(literal(variable) ?? '', { why: inLoop }, line);
    }
    this.list('done');
    this.#words.next();
  }

  /** What follows `[[`, up to and with its `]]`. Of operators, only `&&` and `||` are understood. */
  #condition(): Status {
    const { line } = this.#words.next();
    const words: Word[] = [];
    const found: string[] = [];
    for (let token = this.#words.next(); !isWord(token, ']]'); token = this.#words.next()) {
      if (token.kind === 'end') {
        throw invalid(line, 'opens a condition (`[[`) that is never closed');
      }
      if (token.kind === 'word') {
        words.push(token);
      } else if (token.text !== '\n') {
        found.push(token.text);
        words.push({ parts: [{ kind: 'text', text: token.text === '&&' ? '-a' : '-o', quoted: false }], line });
      }
    }
    let status: Status;
    // What follows an operator may not be evaluated.
    this.#table.branch(found.length === 0 || undefined, onCondition, () => {
      status = conditionStatus(words, this.#context, false);
    });
    return found.every((operator) => operator === '&&' || operator === '||') ? status : undefined;
  }

  #simple(): Status {
    const words: Word[] = [];
    let input: Word | undefined;
    for (;;) {
      const token = this.#words.peek();
      if (token.kind === 'word') {
        words.push(token);
      } else if (isOperator(token, '(') && words[0] !== undefined) {
        this.#function(words[0]);
        return undefined;
      } else if (!isOperator(token, ...redirections)) {
        return perform(words, this.#context, input);
      }
      this.#words.next();
      if (token.kind === 'operator') {
        const target = this.#words.peek().kind === 'word' ? this.#words.next() : token;
        input = isOperator(token, ...inputs) ? { parts: [], ...target } : input;
      }
    }
  }

  /** The rest of a function, after its name. It takes effect where it is called. */
  #function(name: Word): void {
    this.#skip('(', ')', '\n');
    const left = this.#table.apart(() => this.#command());
    this.#context.functions.set(literal(name), [...left.keys()]);
    for (const [variable, { line }] of left) {
      this.#table.hints.set(variable, { why: 'is set in a function', line });
    }
  }

  #skip(...operators: string[]): void {
    while (isOperator(this.#words.peek(), ...operators)) {
      this.#words.next();
    }
  }
}
