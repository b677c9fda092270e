import { deepEqual } from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installEngine, runScript } from '../../../infra/local/docs-server/builder/engine.ts';
import { contentTypeOf } from '../../../shared/storage/objects/content-type.ts';

const engine = await installEngine();
const work = await mkdtemp(join(tmpdir(), 'content-types-'));
after(() => rm(work, { recursive: true }));

/** Formats that the engine saves and whose bytes tell them apart, by the kind of the document. */
const FORMATS = {
  docx: ['docx', 'docm', 'dotx', 'dotm', 'odt', 'ott', 'rtf', 'pdf', 'epub'],
  xlsx: ['xlsx', 'xlsm', 'xlsb', 'xltx', 'xltm', 'ods', 'ots'],
  pptx: ['pptx', 'pptm', 'potx', 'potm', 'ppsx', 'ppsm', 'odp', 'otp'],
};
/** Formats that only a name tells: a form is a Word file, and the others are text. */
const BY_NAME = { docx: ['docxf', 'oform', 'txt', 'html', 'fb2'], xlsx: ['csv'], pptx: [] };

test('each format that the engine saves has a media type by its name, and most the same one by their bytes', async () => {
  const outputs = join(work, 'output');
  await mkdir(outputs);
  const saved = (['docx', 'xlsx', 'pptx'] as const).map((kind) => ({
    kind,
    formats: [...FORMATS[kind], ...BY_NAME[kind]],
  }));
  const lines = saved.flatMap(({ kind, formats }) => [
    `builder.CreateFile("${kind}");`,
    ...formats.map((format) => `builder.SaveFile("${format}", "a.${format}");`),
    'builder.CloseFile();',
  ]);
  const script = join(work, 'a.docbuilder');
  await writeFile(script, lines.join('\n'));

  const { outcome } = await runScript(engine, { script, outputs, work, timeoutMs: 120_000 });
  const types = await Promise.all(
    saved
      .flatMap(({ formats }) => formats)
      .map(async (format) => {
        const bytes = await readFile(join(outputs, `a.${format}`));
        return {
          format,
          named: contentTypeOf(`a.${format}`, bytes),
          read: contentTypeOf('a', bytes),
        };
      }),
  );

  deepEqual(outcome, 'ok');
  const unknown = types.filter(({ named }) => named === 'application/octet-stream');
  deepEqual(unknown, []);
  const other = types.filter(({ named, read }) => named !== read);
  const names = Object.values(BY_NAME).flat();
  deepEqual(other.map(({ format }) => format).sort(), [...names].sort());
});
