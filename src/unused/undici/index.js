// @actions/http-client imports undici for getAgentDispatcher() alone. The real one would be four fifths of dist/.
export class ProxyAgent {
  constructor() {
    throw new Error('undici is not part of this action');
  }
}
