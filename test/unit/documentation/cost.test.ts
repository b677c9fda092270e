import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { costOf } from '../../../docs/generator/cost-model.ts';

test('1,000 builds cost at most $0.12 if they take a second, $0.30 at 30 seconds and $1.10 at 300 seconds', () => {
  const limits: [seconds: number, dollars: number][] = [
    [1, 0.12],
    [30, 0.3],
    [300, 1.1],
  ];

  for (const [seconds, dollars] of limits) ok(costOf(seconds).total <= dollars, `${seconds} s`);
});

test('the second run of a script that fails after a second adds at most $0.02 to 1,000 builds', () => {
  const { transitions, parts, total } = costOf(1, 'failed');
  const succeeded = costOf(1);
  const added = total - succeeded.total;

  deepEqual([transitions, parts.transitions], [3, succeeded.parts.transitions]);
  ok(added > 0 && added <= 0.02, `$${added}`);
});

test('a build of up to 35 seconds takes three transitions, and each pause after that three more', () => {
  const transitions = [1, 35, 36, 55, 56, 85, 86].map((seconds) => costOf(seconds).transitions);

  deepEqual(transitions, [3, 3, 6, 6, 9, 9, 12]);
});
