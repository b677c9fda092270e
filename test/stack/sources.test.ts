import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import type { Build } from '../../shared/build/build.ts';
import { textOf, unzip } from '../support/docs/documents.ts';
import { ARGUMENT_SCRIPT, docx, script } from '../support/docs/scripts.ts';
import { openShop } from '../support/shop.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'sources');
const shop = await openShop(gateway.facts.test.sourcePorts);
after(() => shop.stop());

/** A letter that a build made, to be read by others. */
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

test('a script is fetched from its url, and the build shows the url without its query', async () => {
  const caller = await gateway.as();
  const url = shop.offer('report.docbuilder', docx('from afar'));

  const build = await caller.build({ url: `${url}?key=secret` });

  equal(await saved(build), 'from afar');
  deepEqual(build.source, { url });
  deepEqual(shop.asked('report.docbuilder'), ['/report.docbuilder?key=secret']);
});

test('a script that is fetched from a url gets the same warnings as any other', async () => {
  const caller = await gateway.as();
  const url = shop.offer('twice.docbuilder', script('', ['docx', 'a.docx'], ['docx', 'a.docx']));

  const { status, warnings } = await caller.build({ url });

  equal(status, 'succeeded');
  deepEqual(
    warnings.map(({ code, line }) => [code, line]),
    [['FILE_OVERWRITTEN', 5]],
  );
});

test('a script url that answers 404 fails the build with SOURCE_DOWNLOAD, and Docs is not asked', async () => {
  const caller = await gateway.as();
  const url = shop.urlOf('nothing.docbuilder');

  const { status, error, files } = await caller.build({ url });

  deepEqual(
    [status, error?.code, error?.docsError, files],
    ['failed', 'SOURCE_DOWNLOAD', null, []],
  );
  equal(error?.retryable, true);
});

test('a script url that redirects is refused, and its target is not requested', async () => {
  const caller = await gateway.as();
  const target = shop.offer('target.docbuilder', docx('not to be read'));
  const url = shop.redirect('away.docbuilder', target);

  const { status, error } = await caller.build({ url });

  deepEqual([status, error?.code], ['failed', 'SOURCE_REFUSED'], JSON.stringify(error));
  deepEqual(shop.asked('target.docbuilder'), []);
});

for (const suffix of ['docbuilder', 'js']) {
  test(`a template .${suffix} is read as it is when the build is accepted`, async () => {
    const caller = await gateway.as();
    const template = `${caller.tenant}-${suffix}`;
    const version = await gateway.put(`templates/${template}.${suffix}`, ARGUMENT_SCRIPT);

    const { body } = await caller.post({ template, argument: { text: 'first' } });
    const later = await gateway.put(`templates/${template}.${suffix}`, docx('changed'));
    const build = await caller.ended(body.id);
    const next = await caller.build({ template });

    equal(await saved(build), 'first');
    deepEqual(build.source, { template, version });
    equal(await saved(next), 'changed');
    deepEqual(next.source, { template, version: later });
  });
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
  const url = shop.offer('letter.docx', await letter);

  const build = await caller.build({
    script: opening('input://letter.docx'),
    inputs: { 'letter.docx': url },
  });

  equal(await saved(build), 'Dear reader\nand so on');
  deepEqual(shop.asked('letter.docx'), ['/letter.docx']);
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
  await gateway.put(`inputs/${caller.tenant}/logo.png`, shop.image);
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

test('a template that does not exist is refused with its name', async () => {
  const caller = await gateway.as();

  const { status, body } = await caller.post({ template: 'nobody-wrote-this' });

  deepEqual([status, body.code], [422, 'TEMPLATE_NOT_FOUND']);
  deepEqual(
    body.errors?.map(({ pointer }) => pointer),
    ['/template'],
  );
});

test('a url whose address is not allowed is refused before the build is accepted, and no connection is made', async () => {
  const caller = await gateway.as();
  const asked: string[] = [];
  const canary = createServer((request, response) => {
    asked.push(`${request.url}`);
    response.end(docx('reached'));
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const { port } = canary.address() as { port: number };
  const urls = [
    `http://127.0.0.1:${port}/a.js`,
    'https://10.0.0.7/a.js',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:10.0.0.7]/a.js',
    'https://0x0a000007/a.js',
    'https://user:secret@files.example.com/a.js',
    'ftp://files.example.com/a.js',
  ];

  for (const url of urls) {
    const { status, body } = await caller.post({ url });

    equal(status, 422, url);
    ok(['SOURCE_REFUSED', 'REQUEST_INVALID'].includes(body.code), `${url}: ${body.code}`);
    deepEqual(
      body.errors?.map(({ pointer }) => pointer),
      ['/url'],
      url,
    );
    ok(!JSON.stringify(body).includes('secret'), url);
  }
  deepEqual(asked, []);
  canary.close();
});

testEnds(gateway);
