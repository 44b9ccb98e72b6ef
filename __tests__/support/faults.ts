import { answers } from './faults/answers.ts';
import { bodies, tokens } from './faults/bodies.ts';
import { network } from './faults/network.ts';
import { proxies } from './faults/proxies.ts';
import type { Row } from './faults/scene.ts';
import { tlsFaults } from './faults/tls.ts';

/** All that is known to go wrong, by the headings of docs/faults.md. */
export const faults: Readonly<Record<string, readonly Row[]>> = {
  Network: network,
  TLS: tlsFaults,
  Proxies: proxies,
  Answers: answers,
  'Bodies and headers': bodies,
  Tokens: tokens,
};
