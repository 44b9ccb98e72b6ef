import type { Response } from '../../http/request.ts';
import { isObject, list, members, parseJson, text } from '../json.ts';

/** What a server says in an error. Nothing in it has been made safe to show. */
export interface ErrorBody {
  /** Whether it has the form of an error of an Identity service, or of a cloud's gateway before one. */
  readonly known: boolean;
  readonly message: string;
  /** Open Telekom Cloud's and Huawei Cloud's code, `IAM.0061` for instance; empty elsewhere. */
  readonly code: string;
  /** The methods Keystone allows, where the one that was tried is not among them. */
  readonly methods: readonly string[];
}

/**
 * errorBody returns an answer's error: `{"error": {"message", "identity": {"methods"}}}`, or `{"error_code", "error_msg"}`.
 * Source: keystone/server/flask/application.py;
 * https://docs.otc.t-systems.com/identity-access-management/api-ref/appendix/error_codes.html
 */
export function errorBody({ body }: Response): ErrorBody {
  const { error, error_code: code, error_msg: message } = members(parseJson(body));
  const { message: said, code: errorCode, identity } = members(error);
  return {
    known: isObject(error) || text(code) !== '',
    message: start(text(said) || text(message)),
    code: start(text(errorCode) || text(code)),
    methods: list(members(identity)['methods']).slice(0, 20).map(text),
  };
}

// What matters in an error is at its start, and some are megabytes.
function start(text: string): string {
  return text.slice(0, 4096);
}
