import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { NO_FILES, recordSave } from '../../../shared/storage/rows/saves.ts';
import { freshKey } from '../../support/docs/commands.ts';
import { bucket, callerOf, table } from '../../support/documents/run-command-function.ts';

const wait = { headers: { prefer: 'wait=10' } };

function savedOf(key: string, userdata: unknown) {
  const now = new Date().toISOString();
  const document = {
    name: 'document.docx',
    bucket: bucket.name,
    key: `documents/acme/${key}/${now}/document.docx`,
    size: 3,
    contentType: 'text/plain',
    sha256: 'ab',
    versionId: 'v1',
  };
  return {
    tenant: 'acme',
    key,
    status: 'force-saved' as const,
    lastsave: now,
    files: { ...NO_FILES, document },
    userdata: typeof userdata === 'string' ? userdata : undefined,
    seenAt: now,
    expiresAt: Math.ceil(Date.now() / 1000) + 60,
  };
}

test('a forced save with Prefer: wait is answered with its file', async (t) => {
  const key = freshKey();
  const { asked, call } = await callerOf(t, async ({ userdata }) => {
    setTimeout(() => recordSave(table, savedOf(key, userdata)), 200);
    return { error: 0 };
  });

  const answer = await call({ c: 'forcesave', key }, wait);

  equal(answer.status, 200);
  equal(answer.headers['preference-applied'], 'wait=10');
  const { document, ...rest } = answer.json;
  deepEqual(rest, { key, error: 0 });
  deepEqual(
    [document.name, document.size, document.url, 'versionId' in document],
    ['document.docx', 3, null, false],
  );
  match(String(asked[0]?.userdata), /^docs-gateway\/[0-9A-Z]{26}$/);
});

test('a forced save whose file is not stored in time is 202', async (t) => {
  const key = freshKey();
  const { call } = await callerOf(t, () => ({ error: 0 }));

  const answer = await call({ c: 'forcesave', key }, { headers: { prefer: 'wait=1' } });

  equal(answer.status, 202);
  equal(answer.headers['preference-applied'], 'wait=1');
  deepEqual(answer.json, { key, error: 0 });
});

test('a forced save with nothing to save is 200 at once, with and without Prefer: wait', async (t) => {
  const key = freshKey();
  const { call } = await callerOf(t, () => ({ error: 4 }));
  const since = performance.now();

  const answers = [await call({ c: 'forcesave', key }), await call({ c: 'forcesave', key }, wait)];

  for (const { status, json } of answers) deepEqual([status, json], [200, { key, error: 4 }]);
  ok(performance.now() - since < 10_000, 'it waited although there was nothing to save');
});

test('a forced save without Prefer: wait is answered at once with the answer of Docs', async (t) => {
  const key = freshKey();
  const { asked, call } = await callerOf(t, () => ({ error: 0 }));

  const answer = await call({ c: 'forcesave', key });

  deepEqual([answer.status, answer.json], [200, { key, error: 0 }]);
  deepEqual(asked, [{ c: 'forcesave', key }]);
});

test('Prefer: wait is ignored for other commands', async (t) => {
  const { call } = await callerOf(t, () => ({ error: 0, version: '9.0.4.50' }));

  const answer = await call({ c: 'version' }, wait);

  deepEqual([answer.status, answer.headers['preference-applied']], [200, undefined]);
});

test('a forced save that is not held is 202 with the answer of Docs, without preference-applied', async (t) => {
  const key = freshKey();
  process.env.MAX_HELD_CALLS = '0';
  const { asked, call } = await callerOf(t, () => ({ error: 0 }));

  const answer = await call({ c: 'forcesave', key }, wait);

  deepEqual([answer.status, answer.json], [202, { key, error: 0 }]);
  equal(answer.headers['preference-applied'], undefined);
  equal(asked.length, 1);
});
