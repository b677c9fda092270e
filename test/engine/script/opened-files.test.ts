import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { serveInputs } from '../../../infra/local/author/input-server.ts';
import { installEngine } from '../../../infra/local/docs-server/builder/engine.ts';
import { contentOf } from '../../support/script/file-content.ts';
import { runOnEngine, runToExplain } from '../../support/script/run-on-engine.ts';

const engine = await installEngine();
const NONE = Buffer.from('no file');
const folder = await mkdtemp(join(tmpdir(), 'opened-files-'));

const pdf = `builder.CreateFile("docx");\nbuilder.SaveFile("pdf", "a.pdf");\nbuilder.CloseFile();\n`;
const made = await runOnEngine(engine, pdf);
const CONTENTS = new Map<string, string | Buffer>([
  ['good.rtf', '{\\rtf1 good}'],
  ['good.pdf', made.files.get('a.pdf') ?? ''],
  ['text.docx', 'no office file'],
  ['locked.docx', Buffer.from('D0CF11E0A1B11AE1'.padEnd(2048, '0'), 'hex')],
]);
for (const [name, content] of CONTENTS) await writeFile(join(folder, name), content);
const inputs = await serveInputs(
  new Map([...CONTENTS.keys()].map((name) => [name, join(folder, name)])),
);
after(async () => {
  await inputs.close();
  await rm(folder, { recursive: true });
});

const { emptyDocument } = inputs;
const open = (name: string, ...others: string[]) =>
  `builder.OpenFile(${[inputs.linkTo(name), ...others].map((text) => `"${text}"`).join(', ')});`;
const END = 'Api.GetDocument();\nbuilder.SaveFile("txt", "a.txt");\nbuilder.CloseFile();\n';
const explain = (script: string, argument?: unknown) =>
  runToExplain(engine, script, { emptyDocument, argument });

describe('on the engine of Docs', { concurrency: 2 }, () => {
  const failing: [what: string, script: string, line: number, file: string, argument?: unknown][] =
    [
      ['does not exist', `${open('good.rtf')}\n${END}${open('no.docx', '')}\n${END}`, 5, 'no.docx'],
      [
        'has another password',
        `var before = 1;\n${open('locked.docx', '<m_sPassword>a</m_sPassword>')}\n${END}`,
        2,
        'locked.docx',
      ],
      [
        'is named by the argument',
        `builder.OpenFile("jsValue(Argument.file)");\n${END}`,
        1,
        'text.docx',
        { file: inputs.linkTo('text.docx') },
      ],
    ];
  for (const [what, script, line, file, argument] of failing)
    test(`the explanation of a call that opens a file names its line if the file ${what}`, async () => {
      const { outcome, explanation } = await explain(script, argument);

      equal(outcome, 'ok');
      deepEqual([explanation?.at?.line, explanation?.at?.column], [line, 1]);
      deepEqual(explanation?.unopened, {
        address: inputs.linkTo(file),
        hasPassword: what === 'has another password',
      });
    });

  test('a call that opens a good file, or a PDF, is not blamed for a later error', async () => {
    const script = `var kept = "kept";\n${open('good.rtf')}\n${END}${open('good.pdf')}\nthrow "late";\nbuilder.SaveFile("pdf", "b.pdf");\nbuilder.CloseFile();\n`;

    const { explanation, files } = await explain(script);

    deepEqual(explanation?.at, { line: 7, column: 1, message: 'late' });
    ok(files.get('a.txt')?.toString().includes('good'));
  });

  test('a script that keeps its files opens a good file as before, and one that Docs cannot open is found', async () => {
    const good = `${open('good.rtf')}\nconsole.log("good");\n${END}`;
    const keepsFiles = { emptyDocument, keepsFiles: true };
    const plain = await runOnEngine(engine, good.replaceAll('txt', 'docx'));

    const kept = await runToExplain(engine, good.replaceAll('txt', 'docx'), keepsFiles);
    const { explanation } = await runToExplain(
      engine,
      `${good}${open('text.docx')}\n${END}`,
      keepsFiles,
    );

    equal(
      contentOf(kept.files.get('a.docx') ?? NONE),
      contentOf(plain.files.get('a.docx') ?? NONE),
    );
    deepEqual([kept.explanation?.at, explanation?.at?.line], [null, 6]);
    deepEqual(explanation?.logs, [{ level: 'log', line: 2, text: 'good' }]);
  });

  test('a script without any JavaScript reports that it did not fail, and its files are kept as they are', async () => {
    const script = `${open('good.rtf')}\n${END.slice(END.indexOf('builder'))}`;
    const plain = await runOnEngine(engine, script.replaceAll('txt', 'docx'));

    const { files, explanation } = await runToExplain(engine, script.replaceAll('txt', 'docx'), {
      emptyDocument,
      keepsFiles: true,
    });

    deepEqual(explanation, { at: null, logs: [] });
    equal(contentOf(files.get('a.docx') ?? NONE), contentOf(plain.files.get('a.docx') ?? NONE));
  });

  test('an error before a file that Docs cannot open is the one that is explained', async () => {
    const { explanation } = await explain(
      `early();\n${open('good.rtf')}\n${END}${open('text.docx')}\n${END}`,
    );

    deepEqual(explanation?.at, {
      line: 1,
      column: 1,
      message: 'ReferenceError: early is not defined',
    });
  });
});
