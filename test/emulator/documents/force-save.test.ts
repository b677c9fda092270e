import { equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnUserdata } from '../../../shared/docs/userdata.ts';
import { freshKey } from '../../support/docs/commands.ts';
import { forcedSaves, later, nameOf, saveOf } from '../../support/documents/forced-saves.ts';

const { save, put } = await forcedSaves();

test('a forced save that has the requested userdata is returned at once', async (t) => {
  const key = freshKey();

  const { answer, document, asked, tookMs } = await save(t, key, ({ userdata }) => {
    later(100, () => put(saveOf(key, 'requested', { userdata: String(userdata) })));
    return { error: 0 };
  });

  equal(answer.error, 0);
  equal(nameOf(document), 'requested');
  match(String(asked[0]?.userdata), /^docs-gateway\//);
  ok(isOwnUserdata(asked[0]?.userdata));
  ok(tookMs < 2_500, `${tookMs} ms`);
});

test("the caller's userdata is sent to Docs, and the forced save is recognized by it", async (t) => {
  const key = freshKey();

  const { document, asked } = await save(
    t,
    key,
    async ({ userdata }) => {
      await put(saveOf(key, 'theirs', { userdata: String(userdata) }));
      return { error: 0 };
    },
    { userdata: 'order-42' },
  );

  equal(asked[0]?.userdata, 'order-42');
  equal(nameOf(document), 'theirs');
});

test('a save that was seen before the request is not returned', async (t) => {
  const key = freshKey();
  await put(saveOf(key, 'before', { seenAt: '2026-11-22T08:00:00.000Z' }));

  const { answer, document } = await save(t, key, () => ({ error: 0 }), { waitMs: 500 });

  equal(answer.error, 0);
  equal(document, undefined);
});

test('a forced save with nothing to save returns without waiting', async (t) => {
  const { answer, document, tookMs } = await save(t, freshKey(), () => ({ error: 4 }));

  equal(answer.error, 4);
  equal(document, undefined);
  ok(tookMs < 9_000, `${tookMs} ms`);
});
