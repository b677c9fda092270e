import assert from 'node:assert/strict';
import { test } from 'node:test';
import { docsClient } from '../../../shared/docs/client.ts';
import { askVersion, supportsOwnKeys } from '../../../shared/docs/send-command.ts';
import { claimsOf, fakeDocs, SECRET } from '../../support/docs/fake-docs.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';

test('askVersion returns the version of Docs', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 0, version: '9.0.4.50' }]);

  assert.equal(await askVersion(docs), '9.0.4.50');
  assert.equal(asked[0]?.path, '/command');
  assert.equal(asked[0]?.body.c, 'version');
  assert.equal(claimsOf(asked[0]).c, 'version');
  assert.equal(claimsOf(asked[0]).operation, 'command');
});

test('a Docs before 8.2 is asked at its own path', async (t) => {
  const { url, asked } = await fakeDocs(t, [{ error: 0, version: '7.5.0.1' }]);
  const docs = docsClient({ url, legacyCommands: true, inbox: fixedSecret(SECRET) });

  await askVersion(docs);

  assert.equal(asked[0]?.path, '/coauthoring/CommandService.ashx');
});

test('a Docs that sends no version is DOCS_PROTOCOL with its error number', async (t) => {
  const { docs } = await fakeDocs(t, [{ error: 3 }]);

  await assert.rejects(askVersion(docs), { code: 'DOCS_PROTOCOL', details: { docsError: 3 } });
});

test('a Docs that does not send its version in time is DOCS_TIMEOUT', async (t) => {
  const { docs } = await fakeDocs(t, [() => {}]);

  await assert.rejects(askVersion(docs, 50), { code: 'DOCS_TIMEOUT' });
});

for (const version of ['7.3.0.184', '7.10.1', '8.0.0', '10.1', '4.1.2.37', '4.1.2']) {
  test(`Docs ${version} accepts the keys of builds`, () =>
    assert.equal(supportsOwnKeys(version), true));
}

for (const version of ['7.2.2.56', '6.4.2', '4.1.20.1', '4.2.0', '', 'unknown']) {
  test(`Docs "${version}" does not accept the keys of builds`, () =>
    assert.equal(supportsOwnKeys(version), false));
}
