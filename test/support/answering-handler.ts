import { beforeEach } from 'node:test';
import type { Answer } from '../../shared/api/answer.ts';
import type { Call } from '../../shared/api/call.ts';
import type { Caller } from '../../shared/api/caller.ts';
import { http } from '../../shared/api/http.ts';

/** The claims of a caller with both scopes for builds. */
export const claims = { sub: 'anna', scope: 'builds:read builds:write' };

/** Sets the variables of the handler before each test of a file: no claim is configured. */
export function setClaimVariables(): void {
  beforeEach(() => {
    Object.assign(process.env, { SCOPE_CLAIM: '', SCOPE_PREFIX: '', TENANT_CLAIM: '' });
  });
}

/** A handler with this answer, or that throws; `calls` has what it received. */
export function answering(answer: Answer | (() => never)) {
  const calls: (Call & { caller: Caller })[] = [];
  const handler = http(async (call) => {
    calls.push(call);
    return typeof answer === 'function' ? answer() : answer;
  });
  return { handler, calls };
}
