import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { kindFinder } from '../../../shared/script/later-documents.ts';
import { readParts } from '../../../shared/script/read-parts.ts';

/** The kind that each piece of a script has ahead; `none` if there is no document. */
function kindsAhead(script: string): (string | null)[] {
  const { parts } = readParts(script);
  const kindAhead = kindFinder(parts);
  return parts.flatMap((part, index) => {
    if (part.part === 'call') return [];
    const kind = kindAhead(index, []);
    return [kind === undefined ? 'none' : kind];
  });
}

const documentOf = (kind: string, code = '') =>
  `builder.CreateFile("${kind}");\n${code}builder.SaveFile("pdf", "a.pdf");\nbuilder.CloseFile();\n`;
const CODE = 'let one = 1;\n';

test('JavaScript before a document runs in the next one that needs some', () => {
  deepEqual(kindsAhead(CODE + documentOf('xlsx', CODE)), ['xlsx', 'none']);
  deepEqual(kindsAhead(CODE + documentOf('xlsx') + CODE + documentOf('pptx', CODE)), [
    'pptx',
    'pptx',
    'none',
  ]);
});

test('JavaScript that no document follows, or that builderJS closes, runs in none', () => {
  deepEqual(kindsAhead(documentOf('docx') + CODE), ['none']);
  deepEqual(kindsAhead(`${CODE}builderJS.CloseFile()\n${documentOf('docx', CODE)}`), [
    'none',
    'none',
  ]);
});

test('the kind of a document that an expression opens is not known', () => {
  deepEqual(kindsAhead(`${CODE}builder.OpenFile("jsValue(Argument.link)");\n${CODE}`), [
    null,
    'none',
  ]);
});
