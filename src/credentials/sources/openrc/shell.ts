import { argument, type Context, perform } from './command.ts';
import { conditionStatus } from './condition.ts';
import { type Argument, both, either, negated, type Status } from './test-command.ts';
import { invalid, isOperator, isWord, literal, type Token, type Word } from './tokens.ts';
import { Words } from './words.ts';

/** How commands take effect: surely, not at all, or nobody knows (the doubt continues the sentence `OS_X …`). */
type Effect = 'none' | { readonly doubt?: string };

const inputs = ['<', '<<', '<<-', '<<<', '<&', '<>'];
const redirections = [...inputs, '>', '>>', '>&', '>|', '&>', '&>>'];
const sure: Effect = {};
const onCondition = { doubt: 'depends on a condition that cannot be decided without running the file' };
const inLoop = { doubt: 'depends on a loop' };
const inFunction = { doubt: 'depends on a function' };
const deepest = 50;

/**
 * Shell follows a bash file and assigns the variables it sets. It runs nothing: a command it does not know has no
 * effect, and what depends on one is left unreadable. `return` and `exit` are passed over, because they mostly guard
 * against a missing password, which comes from elsewhere. Throws `openrc-invalid` for what is no shell text at all.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#Shell-Commands
 */
export class Shell {
  readonly #words: Words;
  readonly #context: Context;
  #effect: Effect = sure;
  #depth = 0;

  constructor(text: string, context: Context) {
    this.#words = new Words(text);
    this.#context = context;
  }

  /** follow reads the whole file. */
  follow(): void {
    this.#list();
  }

  /** Commands up to one of the words or operators that end them, which is left to be read. */
  #list(...ends: string[]): Status {
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
    const takeBack = this.#context.assignments.mark();
    let status = this.#pipeline();
    while (isOperator(this.#words.peek(), '&&', '||')) {
      const and = isOperator(this.#words.next(), '&&');
      this.#newlines();
      const right = this.#within(effectOf(and ? status : negated(status)), () => this.#pipeline());
      status = and ? both(status, right) : either(status, right);
    }
    if (isOperator(this.#words.peek(), '&')) {
      takeBack();
      return true;
    }
    return status;
  }

  #pipeline(): Status {
    const takeBack = this.#context.assignments.mark();
    let not = false;
    while (isWord(this.#words.peek(), '!', 'time')) {
      not = isWord(this.#words.next(), '!') !== not;
    }
    let status = this.#command();
    while (isOperator(this.#words.peek(), '|', '|&')) {
      this.#words.next();
      this.#newlines();
      this.#command();
      status = undefined;
      takeBack();
    }
    return not ? negated(status) : status;
  }

  #command(): Status {
    const token = this.#words.peek();
    if (++this.#depth > deepest) {
      throw invalid(token.line, 'is nested too deep');
    }
    const status = this.#kindOfCommand(token);
    this.#depth--;
    return status;
  }

  #kindOfCommand(token: Token): Status {
    if (isOperator(token, '(')) {
      return this.#subshell();
    }
    if (isOperator(token, '((')) {
      // It compares numbers.
      this.#words.next();
      return undefined;
    }
    switch (token.kind === 'word' ? literal(token) : undefined) {
      case 'if':
        return this.#if(token.line);
      case 'while':
      case 'until':
        return this.#loop(() => this.#within(inLoop, () => this.#list('do')));
      case 'for':
      case 'select':
        return this.#loop(() => this.#loopVariable());
      case 'case':
        return this.#case();
      case '{':
        return this.#group();
      case '[[':
        return this.#condition();
      case 'function':
        return this.#function();
      default:
        return this.#simple();
    }
  }

  #if(line: number): Status {
    let before: Status = false;
    while (isWord(this.#words.peek(), 'if', 'elif')) {
      this.#words.next();
      const status = this.#within(effectOf(negated(before)), () => this.#list('then'));
      this.#branch(both(negated(before), status), line, 'elif', 'else', 'fi');
      before = either(before, status);
    }
    if (isWord(this.#words.peek(), 'else')) {
      this.#branch(negated(before), line, 'fi');
    }
    this.#words.next();
    return undefined;
  }

  /** The commands after `then` or `else`. Some clouds' files lack the last `fi`: that is an error if it loses them. */
  #branch(taken: Status, line: number, ...ends: string[]): void {
    this.#words.next();
    this.#within(effectOf(taken), () => this.#list(...ends));
    if (this.#words.peek().kind === 'end' && taken === false) {
      throw invalid(line, 'opens an `if` that no `fi` closes');
    }
  }

  #loop(head: () => void): Status {
    this.#words.next();
    head();
    this.#words.next();
    this.#within(inLoop, () => this.#list('done'));
    this.#words.next();
    return undefined;
  }

  #loopVariable(): void {
    while (!isWord(this.#words.peek(), 'do') && this.#words.peek().kind !== 'end') {
      this.#words.next();
    }
  }

  /** The word and the patterns are read as commands, which have no effect, and the parentheses passed over. */
  #case(): Status {
    this.#words.next();
    this.#within(onCondition, () => this.#list('esac'));
    this.#words.next();
    return undefined;
  }

  #group(): Status {
    this.#words.next();
    const status = this.#list('}');
    this.#words.next();
    return status;
  }

  #subshell(): Status {
    const takeBack = this.#context.assignments.mark();
    const { line } = this.#words.next();
    const status = this.#list(')');
    if (this.#words.next().kind === 'end') {
      throw invalid(line, 'opens a parenthesis that is never closed');
    }
    takeBack();
    return status;
  }

  #condition(): Status {
    const { line } = this.#words.next();
    const value = (word: Word): Argument => this.#effective(() => argument(word, this.#context));
    return conditionStatus(this.#words, value, line);
  }

  #simple(): Status {
    const words: Word[] = [];
    let input: Word | undefined;
    for (let token = this.#words.peek(); ; token = this.#words.peek()) {
      if (token.kind === 'word') {
        words.push(token);
        this.#words.next();
      } else if (isOperator(token, ...redirections)) {
        const target = this.#redirection();
        input = isOperator(token, ...inputs) ? target : input;
      } else if (isOperator(token, '(')) {
        return this.#body();
      } else {
        break;
      }
    }
    return this.#effective(() => perform(words, this.#context, input));
  }

  #redirection(): Word {
    const { line } = this.#words.next();
    const target = this.#words.peek();
    if (target.kind !== 'word') {
      return { parts: [], line };
    }
    this.#words.next();
    return target;
  }

  #function(): Status {
    this.#words.next();
    this.#words.next();
    return this.#body();
  }

  /** The rest of a function, from the parentheses on. */
  #body(): Status {
    while (isOperator(this.#words.peek(), '(', ')', '\n')) {
      this.#words.next();
    }
    this.#within(inFunction, () => this.#command());
    return undefined;
  }

  #newlines(): void {
    while (isOperator(this.#words.peek(), '\n')) {
      this.#words.next();
    }
  }

  #within<Result>(effect: Effect, read: () => Result): Result {
    const outer = this.#effect;
    if (outer === sure || effect === 'none') {
      this.#effect = effect;
    }
    const result = read();
    this.#effect = outer;
    return result;
  }

  #effective<Result>(run: () => Result): Result | undefined {
    const effect = this.#effect;
    return effect === 'none' ? undefined : this.#context.assignments.doubting(effect.doubt, run);
  }
}

function effectOf(status: Status): Effect {
  return status === undefined ? onCondition : status ? sure : 'none';
}
