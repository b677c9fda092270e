import { deepEqual, equal, ok } from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import { type TestContext, test } from 'node:test';
import { pollUntil } from '../../../shared/storage/poll.ts';

/** The times of all polls, in milliseconds since the first, by a clock that jumps to each end of a pause. */
async function pollsWithin(t: TestContext, ms: number): Promise<number[]> {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
  syncBuiltinESMExports(); // without this, named imports of setTimeout keep the real one
  const polls: number[] = [];
  const polling = pollUntil(
    async () => polls.push(Date.now()),
    () => false,
    ms,
  );
  let isOver = false;
  polling.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise(setImmediate);
    t.mock.timers.tick(1);
  }
  t.mock.timers.reset();
  syncBuiltinESMExports();
  return polls;
}

test('pollUntil() pauses for a tenth of the time waited, at least 100 ms and at most a second', async (t) => {
  const polls = await pollsWithin(t, 25_000);

  deepEqual(polls.slice(0, 12), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100]);
  const pauses = polls.slice(1).map((at, n) => at - (polls[n] ?? 0));
  for (const [n, pause] of pauses.slice(0, -1).entries()) {
    const tenth = Math.min(1000, Math.max(100, (polls[n] ?? 0) / 10));
    ok(Math.abs(pause - tenth) <= 1, `${pause} ms after ${polls[n]}`);
  }
  equal(polls.at(-1), 25_000);
});

test('pollUntil() returns the first result that is accepted', async () => {
  const results = ['no', 'yes', 'later'];

  const result = await pollUntil(
    async () => results.shift(),
    (given) => given === 'yes',
    Date.now() + 60_000,
  );

  equal(result, 'yes');
});
