import { deepEqual, equal, ok } from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import type { Build } from '../../../shared/build/build.ts';
import { textOf } from '../../support/docs/documents.ts';
import { ARGUMENT_SCRIPT, script, written } from '../../support/docs/scripts.ts';
import { openFileServer } from '../../support/file-server.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'sources');
const fileServer = await openFileServer(gateway.outputs.test.sourcePorts);
after(() => fileServer.stop());

async function saved(build: Build): Promise<string> {
  equal(build.status, 'succeeded', JSON.stringify(build));
  return textOf(await gateway.fileOf(build, 'letter.txt'));
}

test('a script is fetched from its url, and the build shows the url without its query', async () => {
  const caller = await gateway.as();
  const url = fileServer.offer('report.docbuilder', written('from afar'));

  const build = await caller.build({ url: `${url}?key=secret` });

  equal(await saved(build), 'from afar');
  deepEqual(build.source, { url });
  deepEqual(fileServer.asked('report.docbuilder'), ['/report.docbuilder?key=secret']);
});

test('a script is fetched from its url for a request by queue, by event and by upload too', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const url = fileServer.offer('everywhere.docbuilder', written('from every entry point'));
  const upload = `inbox/${tenant}/by-url.build.json`;

  await gateway.send({ url, tenant, correlationId: 'by-queue' });
  await gateway.request({ url, tenant, correlationId: 'by-event' });
  await gateway.put(upload, JSON.stringify({ url }));

  for (const [correlationId, origin] of [
    ['by-queue', 'sqs'],
    ['by-event', 'event'],
    [upload, 's3'],
  ] as const) {
    const build = await gateway.buildOf(caller, correlationId);
    equal(await saved(build), 'from every entry point', origin);
    equal(build.origin, origin);
  }
  equal(fileServer.asked('everywhere.docbuilder').length, 3);
});

test('a script that is fetched from a url gets the same warnings as any other', async () => {
  const caller = await gateway.as();
  const url = fileServer.offer(
    'twice.docbuilder',
    script('', ['docx', 'a.docx'], ['docx', 'a.docx']),
  );

  const { status, warnings } = await caller.build({ url });

  equal(status, 'succeeded');
  deepEqual(
    warnings.map(({ code, line }) => [code, line]),
    [['FILE_OVERWRITTEN', 5]],
  );
});

test('a script url that answers 404 fails the build with SOURCE_DOWNLOAD, and Docs is not asked', async () => {
  const caller = await gateway.as();
  const url = fileServer.urlOf('nothing.docbuilder');

  const { status, error, files } = await caller.build({ url });

  deepEqual(
    [status, error?.code, error?.docsError, files],
    ['failed', 'SOURCE_DOWNLOAD', null, []],
  );
  equal(error?.retryable, true);
});

test('a script url that redirects is refused, and its target is not requested', async () => {
  const caller = await gateway.as();
  const target = fileServer.offer('target.docbuilder', written('not to be read'));
  const url = fileServer.redirect('away.docbuilder', target);

  const { status, error } = await caller.build({ url });

  deepEqual([status, error?.code], ['failed', 'SOURCE_REFUSED'], JSON.stringify(error));
  deepEqual(fileServer.asked('target.docbuilder'), []);
});

for (const suffix of ['docbuilder', 'js']) {
  test(`a template .${suffix} is read when the build is accepted, not later`, async () => {
    const caller = await gateway.as();
    const template = `${caller.tenant}-${suffix}`;
    const version = await gateway.put(`templates/${template}.${suffix}`, ARGUMENT_SCRIPT);

    const { body } = await caller.post({ template, argument: { text: 'first' } });
    const later = await gateway.put(`templates/${template}.${suffix}`, written('changed'));
    const build = await caller.ended(body.id);
    const next = await caller.build({ template });

    equal(await saved(build), 'first');
    deepEqual(build.source, { template, version });
    equal(await saved(next), 'changed');
    deepEqual(next.source, { template, version: later });
  });
}

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
    response.end(written('reached'));
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
