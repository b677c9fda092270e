import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { loopTime } from '../../../../shared/script/diagnosis/loop-time.ts';

test('a run that looks for a loop ends after half of the time in which Docs crashed, without its start', () => {
  deepEqual([loopTime(30_700), loopTime(1100), loopTime(1098)], [15_000, 200, undefined]);
});
