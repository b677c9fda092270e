import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { viewTemplate } from '../../../shared/api/templates/view-template.ts';
import { viewTemplates } from '../../../shared/api/templates/view-templates.ts';
import { type Bucket, putText } from '../../../shared/storage/objects/bucket.ts';
import { freshBucket } from '../../support/aws/resources.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';

const SCHEMA = { title: 'Invoice', description: 'With a letterhead.', required: ['number'] };

let bucket: Bucket;
before(async () => {
  bucket = await freshBucket();
});

const put = (key: string, body = scriptOf('a.docx')) => putText(bucket, `templates/${key}`, body);

/** The names on each page of a list. */
async function pages(limit: number): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await viewTemplates(bucket, { limit, cursor });
    found.push(page.items.map(({ name }) => name));
    cursor = page.cursor;
  }
  return found;
}

test('templates are listed page by page, each once, without schemas, samples and their files', async () => {
  const keys = ['a.docbuilder', 'a.js', 'b.js', 'c-d.docbuilder', 'c.docbuilder', 'c.x.docbuilder'];
  for (const key of keys) await put(key);
  for (const key of ['a.schema.json', 'a.sample.json', 'b/letter.docbuilder', 'no name.js', '.js'])
    await put(key, '{}');
  const names = ['a', 'b', 'c-d', 'c', 'c.x'];

  deepEqual(await pages(100), [names]);
  deepEqual(await pages(5), [names]);
  deepEqual(await pages(2), [['a', 'b'], ['c-d', 'c'], ['c.x']]);
  const { items } = await viewTemplates(bucket, { limit: 1 });
  match(items[0]?.updatedAt ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('a cursor that was not issued is refused', async () => {
  const cursor = Buffer.from('inbox/acme/a.js').toString('base64url');

  await rejects(viewTemplates(bucket, { limit: 1, cursor }), {
    code: 'REQUEST_INVALID',
    details: { errors: [{ parameter: 'cursor', detail: 'was not issued by this API' }] },
  });
});

test('a template is shown with its schema, its sample and its files, and without its script', async () => {
  const { versionId } = await put('invoice.docbuilder');
  await put('invoice.schema.json', `\uFEFF${JSON.stringify(SCHEMA)}`);
  await put('invoice.sample.json', '{"number":"42"}');

  const { updatedAt, ...view } = await viewTemplate(bucket, 'invoice');

  deepEqual(view, {
    name: 'invoice',
    version: versionId,
    title: 'Invoice',
    description: 'With a letterhead.',
    schema: SCHEMA,
    sample: { number: '42' },
    inputs: [],
    outputs: [{ name: 'a.docx', format: 'docx', line: 2 }],
  });
  equal(Number.isNaN(Date.parse(updatedAt)), false);
});

test('a template without a schema and a sample shows null in their places', async () => {
  await put('plain.js');

  const { title, description, schema, sample } = await viewTemplate(bucket, 'plain');

  deepEqual(
    { title, description, schema, sample },
    {
      title: null,
      description: null,
      schema: null,
      sample: null,
    },
  );
});

test('a name without a template is NOT_FOUND, and a sample that is no JSON is TEMPLATE_INVALID', async () => {
  await put('broken.js');
  await put('broken.sample.json', '{');

  for (const name of ['nothing', '../inputs/a', '', 'broken.sample'])
    await rejects(viewTemplate(bucket, name), { code: 'NOT_FOUND' });
  await rejects(viewTemplate(bucket, 'broken'), {
    code: 'TEMPLATE_INVALID',
    message:
      'The sample of the template broken cannot be used: it is not valid JSON at position 1.',
  });
});
