// @actions/http-client imports undici for getAgentDispatcher() alone, which nothing here calls. The real one would be
// six sevenths of dist/ and a third of the start-up time. See docs/design.md.
export class ProxyAgent {
  constructor() {
    throw new Error("undici is not part of this action: use HttpClient's own requests");
  }
}
