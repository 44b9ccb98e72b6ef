// Where there is a proxy, @actions/http-client has tunnel make an agent, which src/http/attempt.ts replaces with its own.
function agent() {
  return {};
}

export { agent as httpOverHttp, agent as httpOverHttps, agent as httpsOverHttp, agent as httpsOverHttps };
