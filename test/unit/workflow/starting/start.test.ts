import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { deadlineOf } from '../../../../shared/workflow/starting/start.ts';

const NOW = Date.parse('2026-01-01T12:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const limits = { buildMinutes: 45, waitHours: 24 };
const at = (ms: number) => new Date(NOW + ms).toISOString();

/** The deadline of a build that was created so long ago and starts now. */
const deadlineAfter = (ms: number) => deadlineOf({ createdAt: at(-ms) }, limits, NOW);

test('a build may take 45 minutes from its start', () => {
  equal(deadlineAfter(0), at(45 * MINUTE));
  equal(deadlineAfter(DAY - 45 * MINUTE), at(45 * MINUTE));
});

test('the deadline of a build is at most a day after it was created', () => {
  equal(deadlineAfter(DAY - 44 * MINUTE), at(44 * MINUTE));
  equal(deadlineAfter(DAY - 1), at(1));
});

test('a build that has waited for a day has no time left to start', () => {
  equal(deadlineAfter(DAY), null);
  equal(deadlineAfter(DAY + 1), null);
});
