import { unreadable } from '../invalid.ts';
import { negated, onCondition, type Status, type Table } from '../table.ts';
import { conditionStatus, perform } from './command.ts';
import { withoutEscapes } from './horizon.ts';
import { type Word, Words } from './words.ts';

const inputs = ['<', '<<', '<<-', '<<<', '<&', '<>'];
const redirections = [...inputs, '>', '>>', '>&', '>|', '&>', '&>>'];
const inLoop = 'depends on a loop';

/**
 * Shell follows a bash file and makes of its variables what bash would. It runs nothing: a command it does not know has no
 * effect, and what depends on its status is opaque. `return` and `exit` are passed over, because they usually guard
 * against a missing password, which comes from elsewhere. Throws `openrc-invalid` for what is no shell text at all.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#Shell-Commands
 */
export class Shell {
  readonly #words: Words;
  readonly #table: Table;

  constructor(text: string, table: Table) {
    this.#words = new Words(withoutEscapes(text, table.warnings));
    this.#table = table;
  }

  /** list reads commands up to one of the words or operators that end them, which it leaves; without any, the whole file. */
  list(...ends: string[]): Status {
    let status: Status;
    while (!this.#is('', ...ends)) {
      if (this.#words.peek().parts[0] || this.#is('(', '((', ...redirections)) {
        status = this.#andOr();
      } else {
        // The end of a command, or what nothing has asked for, as the parenthesis after a pattern of `case`.
        this.#words.next();
      }
    }
    return status;
  }

  #is(...texts: string[]): boolean {
    return texts.some((text) => text === this.#words.peek().syntax);
  }

  #andOr(): Status {
    const start = this.#table.mark();
    let status = this.#pipeline();
    while (this.#is('&&', '||')) {
      const and = this.#words.next().syntax === '&&';
      const runs = and ? status : negated(status);
      this.#table.branch(runs, () => {
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
    while (this.#is('!', 'time', 'do', '\n')) {
      not = (this.#words.next().syntax === '!') !== not;
    }
    let status = this.#words.deeper(() => this.#command());
    if (this.#is('|', '|&')) {
      this.#words.next();
      this.#words.deeper(() => this.#pipeline());
      this.#table.back(start);
      status = undefined;
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
    } else if (this.#is('while', 'until', 'for', 'select', 'case')) {
      // The word and the patterns of `case` are read as commands.
      const [why, end] = this.#is('case') ? [onCondition, 'esac'] : [inLoop, 'done'];
      this.#table.perhaps(why, () => this.#group(end));
    } else if (this.#is('function')) {
      this.#words.next();
      this.#function(this.#words.next());
    } else {
      return this.#simple();
    }
    return undefined;
  }

  /** Commands between a word or operator and the one that closes it. */
  #group(end: string): Status {
    const { line } = this.#words.next();
    // The variable of `for` and `select`.
    this.#table.set((end === 'done' && this.#words.peek().syntax) || '', { why: inLoop }, line);
    const status = this.list(end);
    if (this.#words.next().syntax === '' && end === ')') {
      throw unreadable(line, 'opens a parenthesis that is never closed');
    }
    return status;
  }

  /** From `if` or `elif` up to the `fi`. Some clouds' files lack the last `fi`: that is an error if it loses variables. */
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
    const first = (): void => part(status, 'elif', 'else', 'fi');
    this.#table.branch(status, first, () => {
      if (this.#is('elif')) {
        this.#words.deeper(() => this.#if());
      } else if (this.#is('else')) {
        part(negated(status), 'fi');
      }
    });
  }

  /** What follows `[[`, up to and with its `]]`. */
  #condition(): Status {
    const words: Word[] = [];
    const { line } = this.#words.next();
    for (let word = this.#words.next(); word.syntax !== ']]'; word = this.#words.next()) {
      if (word.syntax === '') {
        throw unreadable(line, 'opens a condition (`[[`) that is never closed');
      }
      words.push(word);
    }
    let status: Status;
    // What follows `&&` or `||` may not be evaluated.
    this.#table.perhaps(onCondition, () => {
      status = conditionStatus(
        words.filter(({ syntax }) => syntax !== '\n'),
        this.#table,
        false,
      );
    });
    return words.some(({ syntax }) => syntax === '(') ? undefined : status;
  }

  #simple(): Status {
    const words: Word[] = [];
    let input: Word | undefined;
    for (;;) {
      if (this.#words.peek().parts[0]) {
        words.push(this.#words.next());
      } else if (this.#is(...redirections)) {
        const isInput = this.#is(...inputs);
        const operator = this.#words.next();
        const target = this.#words.peek().parts[0] ? this.#words.next() : operator;
        input = isInput ? target : input;
      } else if (this.#is('(') && words[0] !== undefined) {
        this.#function(words[0]);
        return undefined;
      } else {
        return perform(words, this.#table, input);
      }
    }
  }

  /** The rest of a function, after its name. It takes effect where it is called. */
  #function(name: Word): void {
    while (this.#is('(', ')', '\n')) {
      this.#words.next();
    }
    const body = (): Status => this.#words.deeper(() => this.#command());
    const left = this.#table.apart(() => this.#table.perhaps('depends on a function', body));
    this.#table.functions.set(name.syntax, left);
  }
}
