import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { buildSchema, hasEnded, STATUSES } from '../../../shared/build/build.ts';
import { viewBuild } from '../../../shared/storage/build-view.ts';
import { buildOf, fileOf } from '../../support/builds.ts';

test('a build has ended when it succeeded, failed or was cancelled', () => {
  deepEqual(STATUSES.filter(hasEnded), ['succeeded', 'failed', 'cancelled']);
});

test('a build as callers see it matches its schema', () => {
  const error = { code: 'SCRIPT_FAILED', docsError: -3, retryable: false, detail: 'x', at: null };
  const view = viewBuild(
    buildOf({
      status: 'failed',
      endedAt: new Date().toISOString(),
      files: [fileOf()],
      warnings: [{ code: 'LINE_SWALLOWED', line: 3, detail: 'x' }],
      error: { ...error, code: 'SCRIPT_FAILED', at: { line: 1, column: 1, message: 'x' } },
    }),
  );

  deepEqual(z.parse(z.strictObject(buildSchema.shape), view), view);
  equal(z.safeParse(buildSchema, { ...view, status: 'done' }).success, false);
});

test('the warnings of a template quote its script only for callers that may see it', () => {
  const detail = 'Nothing has the name secret: neither the script nor Docs defines it.';
  const warnings = [{ code: 'NAME_UNKNOWN' as const, line: 3, column: 7, detail }];
  const ofTemplate = buildOf({ source: { template: 'invoice', version: 'v' }, warnings });
  const detailOf = (...[build, seesScript]: Parameters<typeof viewBuild>) =>
    viewBuild(build, seesScript).warnings.map((warning) => warning.detail);

  deepEqual(viewBuild(ofTemplate).warnings, [
    { code: 'NAME_UNKNOWN', line: 3, column: 7, detail: 'A name is not defined.' },
  ]);
  deepEqual(detailOf(ofTemplate, true), [detail]);
  deepEqual(detailOf(buildOf({ warnings })), [detail]);
});
