import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { storedBuild } from '../../support/aws/fake-aws.ts';
import { send } from '../../support/aws/http-event.ts';
import { asked, functionFor, reader } from '../../support/handler.ts';

const ROUTE = 'GET /v1/builds/{id}/files/{name}/link';

const fileOf = (name: string, contentType: string) => ({
  name,
  bucket: 'files',
  key: `results/default/a/${name}`,
  size: 3,
  contentType,
  sha256: 'ab',
  versionId: 'v1',
});

test('the links of a file save it or show it, name its version, and expire after 15 minutes', async (t) => {
  const file = fileOf('a.pdf', 'application/pdf');
  const build = storedBuild({ status: 'succeeded', files: [file] });
  const { aws, handler } = await functionFor('get-file-link', t, build);
  aws.objects.set(`files/${file.key}`, 'abc');
  const params = { id: build.id, name: file.name };

  const before = Date.now();
  const { status, headers, json } = await send(handler, ROUTE, {
    ...asked(build.id, reader),
    params,
  });

  deepEqual([status, headers['cache-control']], [200, 'no-store']);
  deepEqual(Object.keys(json), ['url', 'inlineUrl', 'expiresAt']);
  const read = (link: string) => {
    const { pathname, searchParams } = new URL(link);
    const query = (name: string) => searchParams.get(name);
    return [
      pathname.endsWith(`/${file.key}`),
      query('versionId'),
      query('X-Amz-Expires'),
      query('response-content-disposition'),
      query('response-content-type'),
    ];
  };
  deepEqual(read(json.url), [true, 'v1', '900', 'attachment; filename=a.pdf', null]);
  deepEqual(read(json.inlineUrl), [true, 'v1', '900', 'inline; filename=a.pdf', 'application/pdf']);
  const made = new URL(json.url).searchParams.get('X-Amz-Date') ?? '';
  const madeAt = made.replace(/(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3:$4:$5.000Z');
  equal(json.expiresAt, new Date(Date.parse(madeAt) + 900_000).toISOString());
  equal(Date.parse(madeAt) >= before - 1000 && Date.parse(madeAt) <= Date.now(), true);
});

test('a file of a type that a browser must not show has no inline link', async (t) => {
  const files = ['image/svg+xml', 'application/json', 'application/octet-stream'].map((type, n) =>
    fileOf(`${n}`, type),
  );
  const build = storedBuild({ status: 'succeeded', files });
  const { aws, handler } = await functionFor('get-file-link', t, build);

  for (const { key, name, contentType } of files) {
    aws.objects.set(`files/${key}`, 'abc');
    const params = { id: build.id, name };
    const { status, json } = await send(handler, ROUTE, { ...asked(build.id, reader), params });
    deepEqual([status, json.inlineUrl], [200, null], contentType);
  }
});

test('the links of a deleted file are 410, and those of an unknown file or build are 404', async (t) => {
  const build = storedBuild({ status: 'succeeded', files: [fileOf('a.pdf', 'application/pdf')] });
  const { handler } = await functionFor('get-file-link', t, build);
  const codeOf = async (id: string, name: string) => {
    const { status, json } = await send(handler, ROUTE, {
      ...asked(id, reader),
      params: { id, name },
    });
    return [status, json.code];
  };

  deepEqual(await codeOf(build.id, 'a.pdf'), [410, 'GONE']);
  deepEqual(await codeOf(build.id, 'b.pdf'), [404, 'NOT_FOUND']);
  deepEqual(await codeOf('01KAMXF9W0Q5T2M7Y3B8C4D6E2', 'a.pdf'), [404, 'NOT_FOUND']);
});
