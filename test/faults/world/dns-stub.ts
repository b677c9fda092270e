import dns from 'node:dns';
import { readFileSync } from 'node:fs';

// Loaded into the processes of functions by `NODE_OPTIONS=--import`. One host name, that of Docs, is
// resolved by a file, so that the harness can make the look-up fail and work again.

const name = process.env.FAULTS_HOST_NAME;
const file = process.env.FAULTS_HOST_FILE ?? '';

type Callback = (error: NodeJS.ErrnoException | null, address?: unknown, family?: number) => void;
const original = dns.lookup as (hostname: string, ...more: unknown[]) => void;

function lookup(hostname: string, ...more: unknown[]): void {
  if (hostname !== name) {
    original(hostname, ...more);
    return;
  }
  const callback = more.at(-1) as Callback;
  const { all = false } = (more.length > 1 ? more[0] : {}) as { all?: boolean };
  const answer = readFileSync(file, 'utf8').trim();
  if (/^\d/.test(answer)) {
    process.nextTick(() =>
      all ? callback(null, [{ address: answer, family: 4 }]) : callback(null, answer, 4),
    );
    return;
  }
  const message = `getaddrinfo ${answer} ${hostname}`;
  const error = Object.assign(new Error(message), {
    code: answer,
    syscall: 'getaddrinfo',
    hostname,
  });
  process.nextTick(() => callback(error));
}

Object.assign(dns, { lookup });
