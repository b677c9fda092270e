import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import type { GatewayError } from '../../shared/errors.ts';
import type { SourceLimits } from '../../shared/sources/fetch-source.ts';
import { checkSourceUrl, type SourceRules } from '../../shared/sources/source-url.ts';

export const STRICT: SourceRules = { schemes: ['https'], ports: [443], allow: [], ownHosts: [] };

/** The most permissive rules of a deployment: only addresses can be refused. */
export const OPEN: SourceRules = {
  schemes: ['http', 'https'],
  ports: [80, 443],
  allow: [],
  ownHosts: ['gateway.example', 'docs.example:8443'],
};

export const LIMITS = { maxBytes: 1_000, timeoutMs: 2_000 };

/** Rules that allow this machine, as tests need. */
export function localRules(origin: string): SourceRules {
  return { ...OPEN, ports: [Number(new URL(origin).port)], allow: ['127.0.0.0/8'] };
}

export function refusalOf(url: string, rules: SourceRules): GatewayError | undefined {
  try {
    checkSourceUrl(url, rules);
    return undefined;
  } catch (error) {
    return error as GatewayError;
  }
}

export function failureOf(fetched: Promise<unknown>): Promise<GatewayError> {
  return fetched.then(
    () => assert.fail('the download succeeded'),
    (error) => error,
  );
}

/** Resolves every name to these addresses and records the look-ups. */
export function resolver(...addresses: string[]) {
  const asked: string[] = [];
  const lookup: SourceLimits['lookup'] = async (hostname) => {
    asked.push(hostname);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { asked, lookup };
}

/** A server that counts its connections, on IPv4 and IPv6. */
export async function countingServer(t: TestContext) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  t.after(() => server.close());
  await once(server.listen(0), 'listening');
  return { port: (server.address() as AddressInfo).port, connectionCount: () => connections };
}
