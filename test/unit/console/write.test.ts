import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, rangeOf } from '../../../shared/console/write/findings.ts';
import { FIRST_SCRIPT } from '../../../shared/console/write/samples.ts';
import { pdfOffers, withPdf } from '../../../shared/console/write/with-pdf.ts';
import { checkScript } from '../../../shared/script/check/check-script.ts';

const error = {
  code: 'SCRIPT_INVALID',
  docsError: null,
  retryable: false,
  detail: 'The script is no JavaScript.',
  at: { line: 3, column: 7, message: 'Unexpected token' },
} as const;
const warning = { code: 'METHOD_UNKNOWN', line: 2, detail: 'No object has it.' } as const;

test('findings begin with what makes the script fail, in the words of the engine', () => {
  deepEqual(findingsOf({ error, warnings: [warning] }), [
    { severity: 'error', line: 3, column: 7, detail: 'Unexpected token', code: 'SCRIPT_INVALID' },
    {
      severity: 'warning',
      line: 2,
      column: null,
      detail: 'No object has it.',
      code: 'METHOD_UNKNOWN',
    },
  ]);
});

test('a warning that says the same as the error is shown once', () => {
  const { code, at } = error;
  const same = { code: 'NAME_TAKEN', line: at.line, detail: at.message } as const;

  deepEqual(
    findingsOf({ error, warnings: [same, warning] }).map((finding) => finding.code),
    [code, warning.code],
  );
});

test('the script that the editor begins with has no mistake and saves what it says', () => {
  const { findings, saves } = checkScript(FIRST_SCRIPT);

  deepEqual(findings, []);
  deepEqual(
    saves.map(({ name }) => name),
    ['hello.docx', 'hello.pdf'],
  );
});

test('an error without a place is a finding of the whole script', () => {
  const [finding] = findingsOf({ error: { ...error, at: null }, warnings: [] });

  deepEqual([finding?.line, finding?.detail], [null, 'The script is no JavaScript.']);
});

test('a finding marks from its column to the end of its line', () => {
  const text = 'first();\n  second();\n';
  const marked = (line: number | null, column: number | null) => {
    const { from, to } = rangeOf(text, { line, column });
    return text.slice(from, to);
  };

  equal(marked(2, 5), 'cond();');
  equal(marked(2, null), 'second();');
  equal(marked(null, null), 'first();');
  equal(marked(2, 99), ';');
  equal(marked(99, 1), '');
});

const outputs = [
  { name: 'a.docx', format: 'docx', line: 2 },
  { name: 'b.xlsx', format: 'xlsx', line: 3 },
  { name: 'b.pdf', format: 'pdf', line: 4 },
  { name: null, format: 'docx', line: 5 },
];

test('a PDF is offered for an office file that has none', () => {
  deepEqual(pdfOffers(outputs), [{ name: 'a.docx', pdfName: 'a.pdf', afterLine: 2 }]);
});

test('the line that saves a PDF follows the line that saves the office file, as far indented', () => {
  const script = 'builder.CreateFile("docx");\n  builder.SaveFile("docx", "a.docx");\nend();';
  const [offer] = pdfOffers(outputs);

  equal(
    offer && withPdf(script, offer),
    'builder.CreateFile("docx");\n  builder.SaveFile("docx", "a.docx");\n  builder.SaveFile("pdf", "a.pdf");\nend();',
  );
});
