import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { docsState } from '../support/docs/docs-state.ts';
import { docx } from '../support/docs/scripts.ts';
import { listAll } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'upload-refusals');
const docs = docsState(gateway.outputs);
const UPLOADS: [what: string, key: string, body: string, code: string][] = [
  ['a file with another suffix', 'photo.png', 'a', 'REQUEST_INVALID'],
  ['data outside a folder', 'data.json', '{}', 'REQUEST_INVALID'],
  ['data of an unknown template', 'nowhere/data.json', '{}', 'TEMPLATE_NOT_FOUND'],
  ['a request that is not JSON', 'a.build.json', '{"script":', 'MALFORMED'],
  ['a request with a wrong field', 'b.build.json', '{"script":1}', 'REQUEST_INVALID'],
  ['an empty script', 'empty.docbuilder', '  ', 'SCRIPT_INVALID'],
  ['a script with a suffix in capitals', 'LETTER.DOCBUILDER', docx('a'), 'REQUEST_INVALID'],
];

for (const [what, name, body, code] of UPLOADS) {
  test(`an upload of ${what} is refused with an event`, async () => {
    const caller = await gateway.as();
    const key = `inbox/${caller.tenant}/${name}`;

    await gateway.put(key, body);
    const { detail } = await gateway.refusalOf(key);

    deepEqual([detail.data.origin, detail.data.code], ['s3', code], JSON.stringify(detail.data));
    ok(detail.data.errors);
    deepEqual(await listAll(caller), []);
  });
}

test('the object of an empty folder in the inbox starts no build', async () => {
  const caller = await gateway.as();
  const folder = `inbox/${caller.tenant}/folder/`;

  await gateway.put(folder, '');
  await gateway.put(`${folder}not-this.png`, '');
  await gateway.refusalOf(`${folder}not-this.png`);

  deepEqual(
    gateway.events.all.filter(({ detail }) => detail.metadata.correlationId === folder),
    [],
  );
});

test('a refused build is not staged or stored, and Docs is not asked for it', async () => {
  const links = (await docs.jobs()).map(({ url }) => `${url}`);
  const tenants = gateway.callers().map(({ tenant }) => `/v1/scripts/${tenant}/`);

  deepEqual(
    links.filter((link) => tenants.some((tenant) => link.includes(tenant))),
    [],
  );
  for (const caller of gateway.callers()) deepEqual(await listAll(caller), []);
});
