import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { storedBuild } from '../../support/aws/fake-aws.ts';
import { send } from '../../support/aws/http-event.ts';
import { asked, functionFor, reader } from '../../support/handler.ts';

const FILE = {
  name: 'Rechnung № 1.docx',
  bucket: 'files',
  key: 'results/default/a/Rechnung № 1.docx',
  size: 3,
  contentType: 'application/octet-stream',
  sha256: 'ab',
  versionId: 'v1',
};

test('a file is answered with a redirect to the version that the build wrote', async (t) => {
  const build = storedBuild({ status: 'succeeded', files: [FILE] });
  const { aws, handler } = await functionFor('get-file', t, build);
  aws.objects.set(`files/${FILE.key}`, 'abc');
  const sent = asked(build.id, reader);

  const saved = await send(handler, 'GET /v1/builds/{id}/files/{name}', {
    ...sent,
    params: { id: build.id, name: FILE.name },
  });
  const shown = await send(handler, 'GET /v1/builds/{id}/files/{name}', {
    ...sent,
    params: { id: build.id, name: FILE.name },
    query: { disposition: 'inline' },
  });

  deepEqual([saved.status, shown.status, saved.json], [302, 302, undefined]);
  equal(saved.headers['cache-control'], 'no-store');
  const [link, inline] = [saved, shown].map(({ headers }) => new URL(String(headers.location)));
  equal(link?.searchParams.get('versionId'), 'v1');
  equal(link?.searchParams.get('X-Amz-Expires'), '900');
  for (const each of [link, inline]) {
    ok(each?.searchParams.get('response-content-disposition')?.startsWith('attachment;'));
    equal(each?.searchParams.get('response-content-type'), null);
  }
});

const shown: Record<string, string> = {
  'application/pdf': 'application/pdf',
  'image/webp': 'image/webp',
  'text/csv': 'text/plain; charset=utf-8',
  'text/html': 'text/plain; charset=utf-8',
};

for (const [contentType, shownAs] of Object.entries(shown)) {
  test(`?disposition=inline shows a file of the type ${contentType} as ${shownAs}`, async (t) => {
    const build = storedBuild({ status: 'succeeded', files: [{ ...FILE, contentType }] });
    const { aws, handler } = await functionFor('get-file', t, build);
    aws.objects.set(`files/${FILE.key}`, 'abc');

    const { headers } = await send(handler, 'GET /v1/builds/{id}/files/{name}', {
      ...asked(build.id, reader),
      params: { id: build.id, name: FILE.name },
      query: { disposition: 'inline' },
    });

    const { searchParams } = new URL(String(headers.location));
    ok(searchParams.get('response-content-disposition')?.startsWith('inline;'));
    equal(searchParams.get('response-content-type'), shownAs);
  });
}

test('a file is found by its name with and without an encoded percent sign', async (t) => {
  const name = '100% &.docx';
  const build = storedBuild({ status: 'succeeded', files: [{ ...FILE, name }] });
  const { aws, handler } = await functionFor('get-file', t, build);
  aws.objects.set(`${FILE.bucket}/${FILE.key}`, 'x');

  for (const requested of [name, '100%25 &.docx']) {
    const { status } = await send(handler, 'GET /v1/builds/{id}/files/{name}', {
      ...asked(build.id, reader),
      params: { id: build.id, name: requested },
    });
    equal(status, 302, requested);
  }
});

test('a deleted file is 410, an unknown file is 404, and a wrong disposition is 422', async (t) => {
  const build = storedBuild({ status: 'succeeded', files: [FILE] });
  const { handler } = await functionFor('get-file', t, build);
  const ask = (name: string, query?: Record<string, string>) =>
    send(handler, 'GET /v1/builds/{id}/files/{name}', {
      ...asked(build.id, reader),
      params: { id: build.id, name },
      query,
    });

  const [gone, unknown, wrong] = await Promise.all([
    ask(FILE.name),
    ask('other.docx'),
    ask(FILE.name, { disposition: 'hidden' }),
  ]);

  deepEqual([gone.status, gone.json.code], [410, 'GONE']);
  deepEqual([unknown.status, unknown.json.code], [404, 'NOT_FOUND']);
  deepEqual([wrong.status, wrong.json.code], [422, 'REQUEST_INVALID']);
  equal(wrong.json.errors[0].parameter, 'disposition');
});

test('HEAD is answered with a link that is signed for HEAD', async (t) => {
  const build = storedBuild({ status: 'succeeded', files: [FILE] });
  const { aws, handler } = await functionFor('get-file', t, build);
  aws.objects.set(`files/${FILE.key}`, 'abc');
  const sent = { ...asked(build.id, reader), params: { id: build.id, name: FILE.name } };

  const [got, head] = [
    await send(handler, 'GET /v1/builds/{id}/files/{name}', sent),
    await send(handler, 'HEAD /v1/builds/{id}/files/{name}', sent),
  ];

  const signatureOf = ({ headers }: typeof got) =>
    new URL(String(headers.location)).searchParams.get('X-Amz-Signature');
  equal(head.status, 302);
  notEqual(signatureOf(head), signatureOf(got));
});
