import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { describeResult } from '../../../infra/local/author/print-result.ts';
import type { ScriptResult } from '../../../infra/local/author/run-once.ts';

const SCRIPT = 'builder.CreateFile("docx");\nconst a = 1;\nnope();\nbuilder.CloseFile();\n';
const DETAIL = 'Nothing has the name nope: neither the script nor Docs defines it.';

test('a failed run shows its log, other warnings, and the failing line once', () => {
  const result: ScriptResult = {
    error: {
      code: 'SCRIPT_FAILED',
      docsError: null,
      retryable: false,
      detail: DETAIL,
      at: { line: 3, column: 1, message: 'ReferenceError: nope is not defined' },
    },
    warnings: [
      { code: 'NAME_UNKNOWN', line: 3, column: 1, detail: DETAIL },
      { code: 'NOTHING_SAVED', line: null, column: null, detail: 'The script saves no file.' },
    ],
    logs: [{ level: 'log', line: 2, text: 'one' }],
    files: [],
    tookMs: 700,
  };

  equal(
    describeResult('report.docbuilder', SCRIPT, result),
    [
      'log   2: one',
      '',
      'NOTHING_SAVED report.docbuilder',
      '  The script saves no file.',
      '',
      `report.docbuilder:3:1: ${DETAIL}`,
      'ReferenceError: nope is not defined',
      '',
      '  1 | builder.CreateFile("docx");',
      '  2 | const a = 1;',
      '> 3 | nope();',
      '    | ^',
      '  4 | builder.CloseFile();',
      '  5 |',
      '',
      'Failed after 0.70 s.',
    ].join('\n'),
  );
});
