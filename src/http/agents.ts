import http from 'node:http';
import https from 'node:https';

/**
 * keepingAgents returns the agent of each server: it keeps a connection for the next request, and has the request that
 * needs a new one make it.
 */
export function keepingAgents(): (url: URL) => http.Agent {
  const agents = new Map<string, http.Agent>();
  return ({ origin, protocol }) => {
    const agent = agents.get(origin) ?? newAgent(protocol);
    agents.set(origin, agent);
    return agent;
  };
}

function newAgent(protocol: string): http.Agent {
  const agent = new (protocol === 'https:' ? https : http).Agent({ keepAlive: true });
  agent.createConnection = (options, created) => created && options.createConnection?.(options, created);
  return agent;
}

/** closeIdle closes an agent's connections that no request uses. */
export function closeIdle({ freeSockets }: http.Agent): void {
  for (const sockets of Object.values(freeSockets)) {
    sockets?.forEach((socket) => void socket.destroy());
  }
}
