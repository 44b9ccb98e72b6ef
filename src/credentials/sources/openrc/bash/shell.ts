import { deepest, unreadable } from '../invalid.ts';
import { negated, type Status, type Table } from '../table.ts';
import { type Context, conditionStatus, perform } from './command.ts';
import { isOneOf, literal, type Word, Words } from './words.ts';

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
    while (!this.#is('', ...ends)) {
      if ('parts' in this.#words.peek() || this.#is('(', '((', ...redirections)) {
        status = this.#andOr();
      } else {
        // The end of a command, or what nothing has asked for, as the parenthesis after a pattern of `case`.
        this.#words.next();
      }
    }
    return status;
  }

  #is(...texts: string[]): boolean {
    return isOneOf(this.#words.peek(), ...texts);
  }

  /** Passes one of these, and line breaks after it. */
  #passes(...texts: string[]): boolean {
    const found = this.#is(...texts);
    for (let more = found; more; more = this.#is('\n')) {
      this.#words.next();
    }
    return found;
  }

  /** Reads what may have more of its kind in it. */
  #deeper<Result>(read: () => Result): Result {
    if (++this.#depth > deepest) {
      throw unreadable(this.#words.peek().line, 'is nested too deep');
    }
    const result = read();
    this.#depth--;
    return result;
  }

  #andOr(): Status {
    const start = this.#table.mark();
    let status = this.#pipeline();
    while (this.#is('&&', '||')) {
      const and = this.#passes('&&') || !this.#passes('||');
      const runs = and ? status : negated(status);
      this.#table.branch(runs, onCondition, () => {
        const right = this.#pipeline();
        status = runs === false ? status : runs || right === !and ? right : undefined;
      });
    }
    if (this.#is('&')) {
      this.#table.back(start);
      return true;
    }
    return status;
  }

  #pipeline(): Status {
    const start = this.#table.mark();
    let not = false;
    while (this.#is('!', 'time', 'do')) {
      not = isOneOf(this.#words.next(), '!') !== not;
    }
    let status = this.#deeper(() => this.#command());
    while (this.#passes('|', '|&')) {
      this.#deeper(() => this.#command());
      status = undefined;
      this.#table.back(start);
    }
    return not ? negated(status) : status;
  }

  #command(): Status {
    if (this.#is('{')) {
      return this.#group('}');
    }
    if (this.#is('[[')) {
      return this.#condition();
    }
    if (this.#is('(')) {
      this.#table.apart(() => this.#group(')'));
    } else if (this.#is('((')) {
      // It compares numbers.
      this.#words.next();
    } else if (this.#is('if')) {
      this.#if();
      this.#words.next();
    } else if (this.#is('while', 'until', 'for', 'select')) {
      this.#table.perhaps(inLoop, () => this.#loop());
    } else if (this.#is('case')) {
      // The word and the patterns are read as commands.
      this.#table.perhaps(onCondition, () => this.#group('esac'));
    } else if (this.#is('function')) {
      this.#words.next();
      this.#function({ parts: [], ...this.#words.next() });
    } else {
      return this.#simple();
    }
    return undefined;
  }

  /** Commands between a word or operator and the one that closes it. */
  #group(end: string): Status {
    const { line } = this.#words.next();
    const status = this.list(end);
    if (isOneOf(this.#words.next(), '') && end === ')') {
      throw unreadable(line, 'opens a parenthesis that is never closed');
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
      if (taken === false && this.#is('')) {
        throw unreadable(line, 'opens an `if` that no `fi` closes');
      }
    };
    const otherwise = (): void => {
      if (this.#is('elif')) {
        this.#deeper(() => this.#if());
      } else if (this.#is('else')) {
        part(negated(status), 'fi');
      }
    };
    this.#table.branch(status, onCondition, () => part(status, 'elif', 'else', 'fi'), otherwise);
  }

  #loop(): void {
    const { line } = this.#words.next();
    // Of `for` and `select`.
    const variable = literal({ parts: [], ...this.#words.peek() });
    this.#table.set(variable ?? '', { why: inLoop }, line);
    this.list('done');
    this.#words.next();
  }

  /** What follows `[[`, up to and with its `]]`. Of operators, only `&&` and `||` are understood. */
  #condition(): Status {
    const words: Word[] = [];
    const found: string[] = [];
    const { line } = this.#words.next();
    for (let token = this.#words.next(); !isOneOf(token, ']]'); token = this.#words.next()) {
      if (isOneOf(token, '')) {
        throw unreadable(line, 'opens a condition (`[[`) that is never closed');
      }
      if ('parts' in token) {
        words.push(token);
      } else if (token.operator !== '\n') {
        found.push(token.operator);
        words.push({ parts: [{ kind: 'text', text: token.operator === '&&' ? '-a' : '-o', quoted: false }], line });
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
      if ('parts' in token) {
        words.push(token);
        this.#words.next();
      } else if (this.#is(...redirections)) {
        const operator = this.#words.next();
        const target = 'parts' in this.#words.peek() ? this.#words.next() : operator;
        input = isOneOf(operator, ...inputs) ? { parts: [], ...target } : input;
      } else if (this.#is('(') && words[0] !== undefined) {
        this.#function(words[0]);
        return undefined;
      } else {
        return perform(words, this.#context, input);
      }
    }
  }

  /** The rest of a function, after its name. It takes effect where it is called. */
  #function(name: Word): void {
    while (this.#passes('(', ')', '\n')) {
      // Up to its body.
    }
    const left = this.#table.apart(() => this.#deeper(() => this.#command()), true);
    this.#context.functions.set(literal(name), [...left.keys()]);
    for (const [variable, { line }] of left) {
      this.#table.hints.set(variable, { why: 'is set in a function', line });
    }
  }
}
