import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { wellFormed } from '../../../shared/storage/rows/well-formed.ts';

test('a number that DynamoDB cannot hold is stored as null, or as 0 if it is close to zero', () => {
  const answer = { sizes: [Infinity, -Infinity, 1e126, 9e125, 1e-131, 1e-130, 0, -1.5] };

  deepEqual(wellFormed(answer), { sizes: [null, null, null, 9e125, 0, 1e-130, 0, -1.5] });
});
