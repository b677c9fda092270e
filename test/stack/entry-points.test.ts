import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Build } from '../../shared/build/build.ts';
import { textOf } from '../support/docs/documents.ts';
import { ARGUMENT_SCRIPT, script, written } from '../support/docs/scripts.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'entry-points');
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const TEXT = 'Grüße, Привет & <наш> 😀';

async function saved(build: Build): Promise<string> {
  equal(build.status, 'succeeded', JSON.stringify(build));
  return textOf(await gateway.fileOf(build, 'letter.txt'));
}

test('a script in a JSON body becomes a document in the bucket, and the build has its link', async () => {
  const caller = await gateway.as();
  const text = script('paragraph.AddText(String(Argument.text));', ['docx', 'letter.docx']);

  const build = await caller.build({
    script: text,
    argument: { text: TEXT },
    metadata: { order: '0042' },
    priority: 'low',
    correlationId: 'a-1',
  });

  const { createdAt, startedAt, endedAt, files, ...rest } = build;
  deepEqual(rest, {
    id: rest.id,
    tenant: caller.tenant,
    status: 'succeeded',
    origin: 'http',
    correlationId: 'a-1',
    source: { sha256: createHash('sha256').update(text).digest('hex') },
    metadata: { order: '0042' },
    priority: 'low',
    warnings: [],
    logs: [],
    error: null,
  });
  match(rest.id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
  ok(createdAt <= `${startedAt}` && `${startedAt}` <= `${endedAt}`);
  const [file, ...others] = files;
  const bytes = Buffer.from(await (await fetch(`${file?.url}`)).arrayBuffer());
  deepEqual(others, []);
  deepEqual(file, {
    name: 'letter.docx',
    bucket: gateway.outputs.bucket,
    key: `results/${caller.tenant}/${build.id}/letter.docx`,
    size: bytes.length,
    contentType: DOCX,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    url: file?.url,
  });
  equal(textOf(bytes), TEXT);
});

test('metadata of the greatest size allowed is returned whole', async () => {
  const caller = await gateway.as();
  const names = Array.from({ length: 19 }, (_, n) => `${n}`.padEnd(40, 'n'));
  const short = Object.fromEntries(names.map((name) => [name, '😀'.repeat(25)]));
  const metadata = { ...short, long: 'é'.repeat(500) };

  const build = await caller.build({ script: written('much to say'), metadata });

  deepEqual([build.status, build.metadata], ['succeeded', metadata]);
});

test('a script in a multipart form is built as it was uploaded', async () => {
  const caller = await gateway.as();
  const form = new FormData();
  form.set(
    'script',
    new Blob([`\uFEFF${ARGUMENT_SCRIPT.replaceAll('\n', '\r\n')}`]),
    'a.docbuilder',
  );
  form.set('argument', JSON.stringify({ text: TEXT }));
  form.set('metadata', '{"order":"0043"}');
  form.set('correlationId', 'form-1');

  const { status, body } = await caller.call('POST', '/v1/builds', { body: form });
  const build = await caller.ended(body.id);

  equal(status, 202);
  equal(await saved(build), TEXT);
  deepEqual([build.correlationId, build.metadata], ['form-1', { order: '0043' }]);
});

test("a message in the builds queue becomes a build of the tenant it names, with the message's id as correlation id", async () => {
  const caller = await gateway.as();

  const messageId = await gateway.send({ script: written(TEXT), tenant: caller.tenant });
  const build = await gateway.buildOf(caller, messageId);

  equal(await saved(build), TEXT);
  deepEqual([build.origin, build.tenant], ['sqs', caller.tenant]);
});

test("a request on the bus becomes a build, with the event's id as correlation id", async () => {
  const caller = await gateway.as();

  const eventId = await gateway.request({ script: written(TEXT), tenant: caller.tenant });
  const build = await gateway.buildOf(caller, eventId);

  equal(await saved(build), TEXT);
  deepEqual([build.origin, build.tenant], ['event', caller.tenant]);
});

for (const suffix of ['docbuilder', 'js']) {
  test(`a script .${suffix} that is uploaded becomes a build, known by its key`, async () => {
    const caller = await gateway.as();
    const key = `inbox/${caller.tenant}/2026 + 11/Отчёт #1.${suffix}`;

    const versionId = await gateway.put(key, written(TEXT));
    const build = await gateway.buildOf(caller, key);

    equal(await saved(build), TEXT);
    equal(build.origin, 's3');
    const sha256 = createHash('sha256').update(written(TEXT)).digest('hex');
    deepEqual(build.source, { sha256, upload: key, versionId });
  });
}

test('an uploaded .build.json file is a whole build request', async () => {
  const caller = await gateway.as();
  const key = `inbox/${caller.tenant}/jobs/letter.build.json`;
  const request = {
    script: ARGUMENT_SCRIPT,
    argument: { text: TEXT },
    outputs: { 'letter.txt': 'letters/first.docx' },
    correlationId: 'job-1',
  };

  const versionId = await gateway.put(key, JSON.stringify(request));
  const build = await gateway.buildOf(caller, 'job-1');

  equal(await saved(build), TEXT);
  equal(build.files[0]?.key, `results/${caller.tenant}/letters/first.docx`);
  deepEqual([build.source.upload, build.source.versionId], [key, versionId]);
});

test('an uploaded data file builds the template that its folder names, with the data as the argument', async () => {
  const caller = await gateway.as();
  const template = `${caller.tenant}-letter`;
  const version = await gateway.put(`templates/${template}.docbuilder`, ARGUMENT_SCRIPT);
  const key = `inbox/${caller.tenant}/${template}/2026/0042.json`;

  const versionId = await gateway.put(key, JSON.stringify({ text: TEXT }));
  const build = await gateway.buildOf(caller, key);

  equal(await saved(build), TEXT);
  deepEqual(build.source, { template, version, upload: key, versionId });
});

test('each upload under the same key is a separate build', async () => {
  const caller = await gateway.as();
  const key = `inbox/${caller.tenant}/again.js`;

  await gateway.put(key, written('first'));
  await gateway.put(key, written('second'));
  const texts = new Set<string>();
  for (const n of [0, 1]) {
    const event = await gateway.events.first(
      `upload ${n}`,
      ({ detail: { metadata, data } }) =>
        metadata.correlationId === key && !texts.has(data.source.versionId ?? ''),
    );
    texts.add(event.detail.data.source.versionId ?? '');
    texts.add(await saved(await caller.ended(event.detail.data.id)));
  }

  ok(texts.has('first') && texts.has('second'), [...texts].join());
});

test('a build has every file that its script saves, in any format', async () => {
  const caller = await gateway.as();
  const both = script('paragraph.AddText("both");', ['docx', 'a.docx'], ['pdf', 'b.pdf']);

  const build = await caller.build({ script: both });

  deepEqual(
    build.files.map(({ name }) => name),
    ['a.docx', 'b.pdf'],
  );
  equal(textOf(await gateway.fileOf(build, 'a.docx')), 'both');
  equal(textOf(await gateway.fileOf(build, 'b.pdf')), 'both');
});

testEnds(gateway);
