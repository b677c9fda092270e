import { setTimeout as sleep } from 'node:timers/promises';
import type { TestOutputs } from '../../support/stack/stack.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

export type Client = {
  tenant: string;
  token: string;
  /** Sends one request. @returns undefined when no answer came */
  once(method: string, path: string, options?: CallOptions): Promise<Answer | undefined>;
  /**
   * Sends a request until an answer below 500 comes, as a caller does who wants to know the outcome.
   *
   * @returns undefined when none came in time
   */
  call(method: string, path: string, options?: CallOptions): Promise<Answer | undefined>;
};

export type CallOptions = { body?: unknown; headers?: Record<string, string> };

/** The longest time that a caller repeats a request, in milliseconds. */
const PATIENCE_MS = 60_000;
/** For one answer: longer than API Gateway waits. */
const ANSWER_MS = 35_000;
const PAUSE_MS = 500;

/** A caller of one tenant over HTTP. */
export function clientOf({ apiUrl }: TestOutputs, tenant: string, token: string): Client {
  async function once(method: string, path: string, { body, headers }: CallOptions = {}) {
    try {
      const response = await fetch(apiUrl + path, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...headers,
        },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: jsonOf(text) };
    } catch {
      return undefined;
    }
  }

  return {
    tenant,
    token,
    once,
    async call(method, path, options) {
      const late = Date.now() + PATIENCE_MS;
      while (Date.now() < late) {
        const answer = await once(method, path, options);
        if (answer && answer.status < 500 && answer.status !== 429) return answer;
        await sleep(PAUSE_MS);
      }
      return undefined;
    },
  };
}

/** The emulator answers in plain text when a function was killed. */
function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return { text };
  }
}
