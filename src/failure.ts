/**
 * The stable codes of all failures. Each is shown in the annotation's title and is a heading of
 * docs/troubleshooting.md.
 */
export type FailureCode =
  | 'input-missing'
  | 'input-invalid'
  | 'clouds-yaml-invalid'
  | 'cloud-unknown'
  | 'openrc-invalid'
  | 'cancelled'
  | 'deadline-exceeded'
  | 'host-unknown'
  | 'connection-refused'
  | 'connection-broken'
  | 'proxy-invalid'
  | 'proxy-refused'
  | 'proxy-unavailable'
  | 'tls-untrusted'
  | 'tls-host-mismatch'
  | 'tls-expired'
  | 'tls-client-refused'
  | 'tls-failed'
  | 'answer-too-large'
  | 'answer-unreadable'
  | 'redirected'
  | 'identity-version'
  | 'not-keystone'
  | 'login-refused'
  | 'identity-provider-refused'
  | 'id-token-unavailable'
  | 'exchange-refused'
  | 'password-expired'
  | 'factor-missing'
  | 'method-unsupported'
  | 'application-credential-unknown'
  | 'token-unknown'
  | 'token-not-exchangeable'
  | 'rate-limited'
  | 'request-refused'
  | 'cloud-unavailable'
  | 'token-malformed'
  | 'scope-mismatch'
  | 'guard-failed'
  | 'region-unknown'
  | 'interface-unknown'
  | 'endpoint-missing'
  | 'credential-refused'
  | 's3-unavailable'
  | 'runner-limit'
  | 'runner-unfit'
  | 'internal';

/** What a failure tells the user, beside its code. Nothing in it is secret. */
export interface Explanation {
  /** What was refused or went wrong, and by whom: one sentence. */
  readonly message: string;
  /** The likely reasons, the likeliest first. */
  readonly reasons?: readonly string[];
  /** What to do next, a sentence each. */
  readonly advice?: readonly string[];
}

/** The one kind of error that reaches the user: it becomes one annotation. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly reasons: readonly string[];
  readonly advice: readonly string[];

  constructor(code: FailureCode, { message, reasons = [], advice = [] }: Explanation) {
    super(message);
    this.code = code;
    this.reasons = reasons;
    this.advice = advice;
  }
}

/** cancelled returns the Failure of a step that the runner was told to end. */
export function cancelled(): Failure {
  return new Failure('cancelled', { message: 'The step was cancelled before it had a token for the job.' });
}

/**
 * quote returns a server's text for use in an explanation: one line, at most 300 characters, in quotation marks. What
 * would be a command to the runner or to a terminal is made harmless where the log is written.
 */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${line.length > 300 ? `${line.slice(0, 300)}…` : line}”`;
}
