import { type Command, parseCommand } from './commands.ts';
import type { Masks } from './masks.ts';

/** A message that the runner shows beside the log, as the action sent it: not yet masked. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** Source: actions/runner, ActionCommandManager.cs. */
const commandNames: readonly string[] = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
];

/** What a step prints, turned into what a user sees: commands obeyed, secrets hidden. */
export class StepLog {
  /** The texts the step itself asked to be hidden, in order. */
  readonly masks: string[] = [];
  readonly annotations: Annotation[] = [];
  /** What commands on the standard output set; the files are the proper way. */
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  readonly #lines: string[] = [];
  readonly #jobMasks: Masks;
  readonly #isDebug: boolean;
  #resumeToken: string | undefined;

  constructor(jobMasks: Masks, isDebug: boolean) {
    this.#jobMasks = jobMasks;
    this.#isDebug = isDebug;
  }

  /** text gives the log so far, in the form of the runner's own log files: `##[error]…`, `##[debug]…`. */
  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  /** read takes in all that a stream of the step carried. A lone carriage return ends a line too, as in .NET. */
  read(output: string): void {
    const lines = output.split(/\r\n|\r|\n/);
    if (lines.at(-1) === '') {
      lines.pop();
    }
    for (const line of lines) {
      this.#readLine(line);
    }
  }

  /** debug logs a line that is there only with debug logging on. */
  debug(message: string): void {
    if (this.#isDebug) {
      this.#write(`##[debug]${message}`);
    }
  }

  /** annotate logs a message and keeps it as an annotation. */
  annotate(level: Annotation['level'], message: string, title = ''): void {
    this.annotations.push({ level, title, message });
    this.#write(`##[${level}]${message}`);
  }

  #readLine(line: string): void {
    if (this.#resumeToken !== undefined) {
      if (parseCommand(line, [this.#resumeToken]) !== undefined) {
        this.#resumeToken = undefined;
      }
      this.#write(line);
      return;
    }
    const command = parseCommand(line, commandNames);
    if (command === undefined) {
      this.#write(line);
    } else {
      this.#obey(command, line);
    }
  }

  #obey({ name, properties, data }: Command, line: string): void {
    switch (name) {
      case 'add-mask':
        this.#mask(data);
        break;
      case 'debug':
        this.debug(data);
        break;
      case 'error':
      case 'warning':
      case 'notice':
        this.annotate(name, data, properties.get('title'));
        break;
      case 'group':
      case 'endgroup':
        this.#write(`##[${name}]${data}`);
        break;
      case 'set-output':
        this.outputs[properties.get('name') ?? ''] = data;
        break;
      case 'save-state':
        this.state[properties.get('name') ?? ''] = data;
        break;
      case 'stop-commands':
        this.#resumeToken = data;
        this.#write(line);
        break;
      case 'set-env':
      case 'add-path':
        this.annotate('error', `Unable to process command '${line}' successfully.`);
        break;
    }
  }

  #mask(text: string): void {
    if (text.trim() === '') {
      this.annotate('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
      return;
    }
    this.masks.push(text);
    this.#jobMasks.add(text);
  }

  #write(line: string): void {
    this.#lines.push(this.#jobMasks.hide(line));
  }
}
