import type { Patience } from './retry.ts';

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

/** One request. Nothing in `what` is secret: it names the request in the log. */
export interface Request {
  /** What is being done, as the beginning of a sentence: `The login at cloud.example`. */
  readonly what: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly url: URL;
  /** Where the URL comes from, as text for advice; `auth-url`, in backticks, unless given. */
  readonly setting?: string;
  readonly headers?: Headers | (() => Headers | Promise<Headers>);
  /** Made anew for each attempt, as headers that are a function: a passcode is good once, an ID token for minutes. */
  readonly body?: () => string | Promise<string>;
  /** Returns how an answer is met where its status does not tell; undefined where it does. */
  readonly patience?: (response: Response) => Patience | undefined;
  /** Told of each attempt's status and headers before its body is read, which may never come. */
  readonly received?: (head: Head) => void;
}

/** An answer's status and headers; names in lower case, several of one name joined by a comma and a space. */
export interface Head {
  readonly status: number;
  readonly headers: Headers;
}

/** An answer, its body as UTF-8 text. */
export interface Response extends Head {
  readonly body: string;
  /** Why this was the last attempt although another might have fared better: sentences. */
  readonly gaveUp?: string;
}

/** The one thing other rooms know of this one. */
export interface Http {
  /**
   * send returns the server's answer, whatever its status. It tries again what may pass, and follows no redirect.
   * Throws a Failure when there is no answer: unreachable, untrusted, broken, too large, too late.
   */
  send(request: Request): Promise<Response>;
}
