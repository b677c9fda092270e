import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME, folderWithScript, runCli } from '../../support/client/run-cli.ts';
import { failed, queued } from '../../support/client/scripted-gateway.ts';

const { script } = folderWithScript();
const DETAIL = 'Nothing has the name nope: neither the script nor Docs defines it.';
const UNKNOWN = { code: 'NAME_UNKNOWN', line: 3, column: 1, detail: DETAIL };

/** What the build of the script prints if it fails with this error and these warnings. */
async function printedOf(
  t: Parameters<typeof runCli>[0],
  error: { detail: string; at: { line: number; column: number; message: string } | null },
  warnings: { code: string; line: number | null; column: number | null; detail: string }[],
): Promise<string> {
  const build = failed();
  const json = { ...build, error: { ...build.error, ...error }, warnings };
  const { progress } = await runCli(t, ['build', script], [{ json }]);
  return progress;
}

test('a failed build shows its line once if a warning says the same, and all other warnings', async (t) => {
  const at = { line: 3, column: 1, message: 'ReferenceError: nope is not defined' };
  const other = { ...UNKNOWN, line: 1, detail: 'Nothing has the name other.' };

  equal(
    await printedOf(t, { detail: DETAIL, at }, [other, UNKNOWN]),
    [
      `failed     ${queued().id}`,
      `SCRIPT_FAILED: ${DETAIL}`,
      'line 3: ReferenceError: nope is not defined',
      ...FRAME,
      'warning NAME_UNKNOWN: Nothing has the name other.',
      '> 1 | builder.CreateFile("docx");',
      '    | ^',
      '  2 | const a = 1;',
      '  3 | nope();',
    ].join('\n'),
  );
});

test('a warning about another line is shown, although its words are those of the error', async (t) => {
  const at = { line: 3, column: 1, message: DETAIL };

  const printed = await printedOf(t, { detail: DETAIL, at }, [{ ...UNKNOWN, line: 2 }]);

  equal(printed.split('\n').filter((line) => line === `warning NAME_UNKNOWN: ${DETAIL}`).length, 1);
});

test('words that the error and its place have in common are shown once', async (t) => {
  const at = { line: 3, column: 1, message: DETAIL };

  equal(
    await printedOf(t, { detail: DETAIL, at }, [UNKNOWN]),
    [`failed     ${queued().id}`, `SCRIPT_FAILED: ${DETAIL}`, 'line 3', ...FRAME].join('\n'),
  );
});
