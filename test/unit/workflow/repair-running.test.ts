import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { isThrottled } from '../../../shared/workflow/executions.ts';
import { sampleOf } from '../../../shared/workflow/repair-running.ts';

test('a sample has at most 100 of the items, each once', () => {
  const items = Array.from({ length: 1000 }, (_, n) => n);

  const sample = sampleOf(items);

  equal(sample.length, 100);
  equal(new Set(sample).size, 100);
  equal(items.length, 1000);
  deepEqual([...sampleOf(items.slice(0, 7))].sort(), [0, 1, 2, 3, 4, 5, 6]);
  deepEqual(sampleOf([]), []);
});

test('each item is as likely to be in a sample as every other', () => {
  const counts = [0, 0, 0, 0];
  for (let round = 0; round < 4000; round++)
    for (const item of sampleOf([0, 1, 2, 3], 2)) counts[item] = (counts[item] ?? 0) + 1;

  // 2,000 each on average; the standard deviation is 32.
  for (const count of counts) equal(Math.abs(count - 2000) < 250, true, `${counts}`);
});

test('a sample takes the items that the random numbers choose', () => {
  deepEqual(
    sampleOf(['a', 'b', 'c'], 2, () => 0),
    ['a', 'b'],
  );
  deepEqual(
    sampleOf(['a', 'b', 'c'], 2, () => 0.99),
    ['c', 'b'],
  );
});

test('a throttled call is recognized by the name of its error', () => {
  const named = (name: string) => Object.assign(new Error('Rate exceeded'), { name });

  equal(isThrottled(named('ThrottlingException')), true);
  equal(isThrottled(named('ProvisionedThroughputExceededException')), true);
  equal(isThrottled(named('AccessDeniedException')), false);
  equal(isThrottled(undefined), false);
});
