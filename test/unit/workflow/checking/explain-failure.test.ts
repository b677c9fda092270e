import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildWarning } from '../../../../shared/build/build.ts';
import { type ErrorCode, GatewayError } from '../../../../shared/errors.ts';
import type { ScriptError } from '../../../../shared/script/check/script-error.ts';
import { buildError } from '../../../../shared/workflow/build-error.ts';
import {
  explainFailure,
  withDetailOfWarning,
} from '../../../../shared/workflow/checking/explain-failure.ts';

const error = (code: ErrorCode, docsError?: number) =>
  new GatewayError(code, 'It failed.', { docsError });
const known = (code: ScriptError['code']): ScriptError => ({
  code,
  at: { line: 3, column: 5 },
  detail: 'The reason.',
  message: 'The reason.',
});
const AT = { line: 3, column: 5, message: 'The reason.' };

/** What Docs answers, what was read, and the code, detail and place of the error; and whether it may be run again. */
const ROWS: [
  GatewayError,
  ScriptError['code'],
  [string, string, typeof AT | undefined, boolean],
][] = [
  [error('SCRIPT_FAILED', -3), 'BLOCK_CUT', ['SCRIPT_FAILED', 'The reason.', AT, false]],
  [error('SCRIPT_FAILED', -3), 'NOT_JAVASCRIPT', ['SCRIPT_FAILED', 'The reason.', AT, false]],
  [error('SCRIPT_FAILED', -3), 'METHOD_UNKNOWN', ['SCRIPT_FAILED', 'It failed.', AT, true]],
  [error('SCRIPT_FAILED', -3), 'NAME_UNKNOWN', ['SCRIPT_FAILED', 'It failed.', AT, true]],
  [error('SCRIPT_FAILED', -3), 'LOOP_ENDLESS', ['SCRIPT_FAILED', 'It failed.', undefined, true]],
  [error('SCRIPT_FAILED', -3), 'NOTHING_SAVED', ['SCRIPT_FAILED', 'It failed.', undefined, true]],
  [error('BUILD_TIMEOUT', -2), 'LOOP_ENDLESS', ['BUILD_TIMEOUT', 'The reason.', AT, false]],
  [error('BUILD_TIMEOUT', -2), 'BLOCK_CUT', ['BUILD_TIMEOUT', 'It failed.', undefined, true]],
  [error('BUILD_TIMEOUT'), 'LOOP_ENDLESS', ['BUILD_TIMEOUT', 'It failed.', undefined, true]],
  [error('DOCS_INTERNAL', -1), 'FILE_NAME_INVALID', ['SCRIPT_FAILED', 'The reason.', AT, false]],
  [error('DOCS_INTERNAL', -1), 'BLOCK_CUT', ['DOCS_INTERNAL', 'It failed.', undefined, true]],
  [error('DOCS_UNAVAILABLE'), 'BLOCK_CUT', ['DOCS_UNAVAILABLE', 'It failed.', undefined, true]],
];
for (const [failure, code, expected] of ROWS)
  test(`${failure.code} of a script with ${code} is ${expected[0]}: ${expected[1]}`, () => {
    const { error, mayRunSayMore } = explainFailure(failure, known(code));

    deepEqual([error.code, error.message, error.details.at, mayRunSayMore], expected);
    equal(error.details.docsError, failure.details.docsError);
  });

test('an error at the line of an unknown name has the detail of that warning', () => {
  const warning = (code: BuildWarning['code'], line: number): BuildWarning => ({
    code,
    line,
    detail: `${code} in ${line}`,
  });
  const failed = buildError('SCRIPT_FAILED', 'It failed.', { at: AT });
  const detailWith = (...warnings: BuildWarning[]) => withDetailOfWarning(failed, warnings).detail;

  equal(
    detailWith(warning('FILE_RENAMED', 3), warning('METHOD_UNKNOWN', 3)),
    'METHOD_UNKNOWN in 3',
  );
  equal(detailWith(warning('NAME_UNKNOWN', 4)), 'It failed.');
  const nowhere = buildError('SCRIPT_FAILED', 'It failed.');
  equal(withDetailOfWarning(nowhere, [warning('NAME_UNKNOWN', 3)]), nowhere);
});
