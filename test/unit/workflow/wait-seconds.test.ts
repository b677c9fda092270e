import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type WaitInput, waitSeconds } from '../../../shared/workflow/wait-seconds.ts';

/** In the middle of the spread; an hour before the deadline. */
const middle = { waits: 0, deadline: 3_600_000, now: 0, random: 0.5 };
const even: WaitInput = { ...middle, docs: 'unreached' };

test('the state machine waits 20 and then 30 seconds for a build that Docs runs', () => {
  const running: WaitInput = { ...middle, docs: 'running' };

  deepEqual(
    [0, 1, 2, 100].map((waits) => waitSeconds({ ...running, waits })),
    [20, 30, 30, 30],
  );
});

test('the state machine waits 5, 10, 20 and then 30 seconds for an unreachable Docs, 20 % more or less', () => {
  deepEqual(
    [0, 1, 2, 3, 4, 100].map((waits) => waitSeconds({ ...even, waits })),
    [5, 10, 20, 30, 30, 30],
  );
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 0.999, noNaN: true }), (waits, random) => {
      const base = [5, 10, 20][waits] ?? 30;
      const seconds = waitSeconds({ ...even, waits, random });
      return seconds >= base * 0.8 && seconds <= Math.ceil(base * 1.2) && Number.isInteger(seconds);
    }),
  );
});

test('a wait ends at most a second after the deadline, and takes a second at least', () => {
  equal(waitSeconds({ ...even, waits: 3, deadline: 10_000 }), 11);
  equal(waitSeconds({ ...even, waits: 3, deadline: 1 }), 2);
  equal(waitSeconds({ ...even, waits: 3, deadline: -5000 }), 1);
});

test('Docs may ask for a longer wait, up to a minute, and not for a shorter one', () => {
  equal(waitSeconds({ ...even, retryAfterSeconds: 42 }), 42);
  equal(waitSeconds({ ...even, retryAfterSeconds: 86_400 }), 60);
  equal(waitSeconds({ ...even, retryAfterSeconds: 1 }), 5);
});
