import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { pausesForEnd } from '../../../shared/storage/rows/wait-for-end.ts';

test('waitForEnd() pauses for a twentieth of the time waited, at least 50 ms and at most a second', () => {
  const pauseAfter = pausesForEnd();

  const pauses = [0, 900, 2_000, 10_000, 24_000].map((waitedMs) => pauseAfter(waitedMs, {}));

  deepEqual(pauses, [50, 50, 100, 500, 1000]);
});

test('waitForEnd() pauses for 20 ms in the second after it saw the answer of Docs', () => {
  const pauseAfter = pausesForEnd();
  const answered = { answer: { files: ['a.docx'] } };

  const pauses = [
    pauseAfter(4_000, {}),
    pauseAfter(4_200, answered),
    pauseAfter(5_199, answered),
    pauseAfter(5_200, answered),
  ];

  deepEqual(pauses, [200, 20, 20, 260]);
});
