import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Build } from '../../../shared/build/build.ts';
import { textOf, unzip } from '../../support/docs/documents.ts';
import { docx, script } from '../../support/docs/scripts.ts';
import { openFileServer } from '../../support/file-server.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'inputs');
const fileServer = await openFileServer(gateway.outputs.test.sourcePorts);
after(() => fileServer.stop());

/** The file of a build, which other builds read. */
const letter = (async () => {
  const caller = await gateway.as();
  return gateway.fileOf(await caller.build({ script: docx('Dear reader') }), 'letter.docx');
})();

/** Opens an input, adds a line to it and saves it. */
const opening = (input: string) =>
  [
    `builder.OpenFile("${input}");`,
    'var paragraph = Api.CreateParagraph();',
    'paragraph.AddText("and so on");',
    'Api.GetDocument().Push(paragraph);',
    'builder.SaveFile("docx", "letter.docx");',
    'builder.CloseFile();',
  ].join('\n');

async function saved(build: Build): Promise<string> {
  equal(build.status, 'succeeded', JSON.stringify(build));
  return textOf(await gateway.fileOf(build, 'letter.docx'));
}

test("an input is an object in the tenant's folder of inputs", async () => {
  const caller = await gateway.as();
  await gateway.put(`inputs/${caller.tenant}/letters/standard ü.docx`, await letter);

  const build = await caller.build({
    script: opening('input://letter.docx'),
    inputs: { 'letter.docx': 'letters/standard ü.docx' },
  });

  equal(await saved(build), 'Dear reader\nand so on');
});

test('an input is fetched from a url by the gateway, not by Docs', async () => {
  const caller = await gateway.as();
  const url = fileServer.offer('letter.docx', await letter);

  const build = await caller.build({
    script: opening('input://letter.docx'),
    inputs: { 'letter.docx': url },
  });

  equal(await saved(build), 'Dear reader\nand so on');
  deepEqual(fileServer.asked('letter.docx'), ['/letter.docx']);
});

test('a template reads the files of its own folder', async () => {
  const caller = await gateway.as();
  const template = `${caller.tenant}-reader`;
  await gateway.put(`templates/${template}.docbuilder`, opening('input://standard.docx'));
  await gateway.put(`templates/${template}/standard.docx`, await letter);

  equal(await saved(await caller.build({ template })), 'Dear reader\nand so on');
});

test('an input that the argument names reaches the script as a link', async () => {
  const caller = await gateway.as();
  await gateway.put(`inputs/${caller.tenant}/logo.png`, fileServer.image);
  const adding = script('paragraph.AddDrawing(Api.CreateImage(Argument.logos[0], 36000, 36000));', [
    'docx',
    'letter.docx',
  ]);

  const build = await caller.build({
    script: adding,
    argument: { logos: ['input://logo.png'] },
    inputs: { 'logo.png': 'logo.png' },
  });

  equal(build.status, 'succeeded', JSON.stringify(build));
  const parts = [...unzip(await gateway.fileOf(build, 'letter.docx')).keys()];
  ok(
    parts.some((name) => name.startsWith('word/media/')),
    parts.join(),
  );
});

test('inputs that are no picture where one is drawn, or are not fetched, are warnings of the build', async () => {
  const caller = await gateway.as();
  await gateway.put(`inputs/${caller.tenant}/logo.png`, 'no picture');
  const drawing = [
    'const unused = "input://unused.docx";',
    'paragraph.AddDrawing(Api.CreateImage("input://l\'image.png", 36000, 36000));',
  ].join('\n');

  const { status, warnings } = await caller.build({
    script: script(drawing, ['docx', 'letter.docx']),
    inputs: { "l'image.png": 'logo.png', 'unused.docx': 'logo.png' },
  });

  equal(status, 'succeeded');
  deepEqual(
    warnings.map(({ code, detail }) => [code, detail]),
    [
      ['INPUT_UNREAD', 'Docs did not fetch “input://unused.docx”, although the script names it.'],
      ['INPUT_UNREAD', "Docs leaves out “input://l'image.png”: the file is no picture."],
    ],
  );
});

test('an input that does not exist is refused with its name, in an argument or in a template', async () => {
  const caller = await gateway.as();
  const inputs = { 'letter.docx': 'not/there.docx' };
  const requests = [
    { script: opening('input://letter.docx') },
    { script: opening('input://letter.docx'), inputs },
    { script: docx('a'), inputs },
    { script: docx('a'), argument: ['input://letter.docx'] },
  ];

  for (const request of requests) {
    const { status, body } = await caller.post(request);

    deepEqual([status, body.code], [422, 'INPUT_NOT_FOUND'], JSON.stringify(request));
    match(body.detail, /letter\.docx/);
  }
});

test("another tenant's inputs are refused as not found", async () => {
  const [owner, other] = [await gateway.as(), await gateway.as()];
  await gateway.put(`inputs/${owner.tenant}/letter.docx`, await letter);
  const request = { script: docx('a'), inputs: { 'letter.docx': 'letter.docx' } };

  const { status, body } = await other.post(request);

  deepEqual([status, body.code], [422, 'INPUT_NOT_FOUND']);
});

testEnds(gateway);
