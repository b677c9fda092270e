import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME, folderWithScript, runCli, SCRIPT } from '../../support/client/run-cli.ts';

const { script } = folderWithScript();

test('docs-gateway check shows the mistakes with their lines, and the files of the script', async (t) => {
  const detail = 'The name nope is not defined.';
  const at = { line: 3, column: 1, message: detail };
  const error = { code: 'SCRIPT_FAILED', docsError: null, retryable: false, detail, at };
  const warnings = [
    { code: 'NOTHING_SAVED', line: null, column: null, detail: 'The script saves no file.' },
    { code: 'NAME_UNKNOWN', line: 3, column: 1, detail },
  ];
  const files = { inputs: [{ name: 'a.png', line: 2 }], outputs: [{ name: null, line: 4 }] };

  const { status, results, progress, received } = await runCli(
    t,
    ['check', script],
    [{ json: { error, warnings, ...files } }],
  );

  deepEqual([status, progress], [1, '']);
  deepEqual(JSON.parse(received[0]?.body ?? ''), { script: SCRIPT });
  equal(
    results,
    [
      'warning NOTHING_SAVED: The script saves no file.',
      'error NAME_UNKNOWN: The name nope is not defined.',
      ...FRAME,
      'reads input://a.png (line 2)',
      'saves a file (line 4)',
    ].join('\n'),
  );
});

test('a check that finds a script to be no JavaScript shows where, and --json prints the answer alone', async (t) => {
  const detail = 'The script is no valid JavaScript.';
  const at = { line: 2, column: 9, message: 'Unexpected token' };
  const error = { code: 'SCRIPT_FAILED', docsError: null, retryable: false, detail, at };
  const json = { error, warnings: [], inputs: [], outputs: [] };

  const shown = await runCli(t, ['check', script], [{ json }]);
  const printed = await runCli(t, ['check', script, '--json'], [{ json }]);

  deepEqual(shown.results.split('\n').slice(0, 5), [
    'SCRIPT_FAILED: The script is no valid JavaScript.',
    'line 2: Unexpected token',
    '  1 | builder.CreateFile("docx");',
    '> 2 | const a = 1;',
    '    |         ^',
  ]);
  deepEqual([printed.status, printed.progress], [1, '']);
  deepEqual(JSON.parse(printed.results), json);
});

test('a check that finds nothing ends with status 0, and one that is refused with status 2', async (t) => {
  const json = { error: null, warnings: [], inputs: [], outputs: [{ name: 'a.pdf', line: 3 }] };
  const refusal = { code: 'FORBIDDEN', detail: 'The scope scripts:run is missing.' };

  const sound = await runCli(t, ['check', script], [{ json }]);
  const refused = await runCli(t, ['check', script], [{ status: 403, json: refusal }]);

  deepEqual([sound.status, sound.results], [0, 'saves a.pdf (line 3)']);
  deepEqual(
    [refused.status, refused.progress],
    [2, 'FORBIDDEN: The scope scripts:run is missing.'],
  );
});
