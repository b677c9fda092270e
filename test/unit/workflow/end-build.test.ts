import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { endingFields } from '../../../shared/workflow/end-build.ts';

test('a build succeeds unless it ends with an error', () => {
  const error = buildError('BUILD_EMPTY', 'x');

  equal(endingFields({ files: [] }).status, 'succeeded');
  equal(endingFields({ files: [], error }).status, 'failed');
  ok(Math.abs(Date.parse(endingFields({ files: [] }).endedAt ?? '') - Date.now()) < 60_000);
});
