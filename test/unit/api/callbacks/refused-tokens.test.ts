import { deepEqual, rejects } from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { SignJWT } from 'jose';
import { readCall } from '../../../../shared/api/call.ts';
import { readToken } from '../../../../shared/api/callbacks/callback-token.ts';
import { eventOf } from '../../../support/aws/http-event.ts';
import { claimsOf, OUTBOX, outboxToken } from '../../../support/docs/callbacks.ts';
import { fixedSecret } from '../../../support/fixed-secret.ts';

/** The values of the metric CallbackRefused that were written. */
const written: number[] = [];
before(() => {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  mock.method(stdout, 'write', (chunk: string) => {
    if (!`${chunk}`.includes('CloudWatchMetrics')) return write(chunk);
    written.push(JSON.parse(chunk).CallbackRefused);
    return true;
  });
});
after(() => mock.restoreAll());

const deps = { outbox: fixedSecret(OUTBOX), tokenHeader: 'authorization' };

/** Reads a token that is refused. @returns the values of the metric */
async function countOf(token: string): Promise<number[]> {
  const body = JSON.stringify({ token });
  const call = readCall(eventOf('POST /v1/callbacks', { body }));
  await rejects(readToken(deps, call), { code: 'FORBIDDEN' });
  return written.splice(0);
}

test('a callback that Docs signed with a clock that is too far off is counted, so that an alarm is raised', async () => {
  const claims = claimsOf();

  for (const [what, signing] of Object.entries({
    'six minutes ahead': { ageSeconds: -360 },
    'eleven minutes behind': { ageSeconds: 660 },
    'eleven minutes behind, with a longer token': { ageSeconds: 660, expiresIn: 3600 },
  }))
    deepEqual(await countOf(await outboxToken(claims, signing)), [1], what);
});

test('a token that Docs did not sign is not counted, since anyone may send it', async () => {
  const other = 'a-secret-that-docs-has-never-had-32b';
  const unsigned = await new SignJWT(claimsOf())
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(other));

  deepEqual(await countOf(await outboxToken(claimsOf(), { secret: other, ageSeconds: 660 })), []);
  deepEqual(await countOf(unsigned), []);
  deepEqual(await countOf('x'), []);
});
