import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { freshKey } from '../../support/docs/commands.ts';
import { forcedSaves, later, nameOf, saveOf } from '../../support/documents/forced-saves.ts';

const { save, put } = await forcedSaves();

test('a save that Docs sent again with older userdata is returned if the requested one does not come', async (t) => {
  const key = freshKey();

  const { document, tookMs } = await save(t, key, async () => {
    await put(saveOf(key, 'again', { userdata: 'docs-gateway/OLDER' }));
    return { error: 0 };
  });

  equal(nameOf(document), 'again');
  ok(tookMs >= 3_000 && tookMs < 9_000, `${tookMs} ms`);
});

test('the requested save is returned if it comes after a save that Docs sent again', async (t) => {
  const key = freshKey();

  const { document } = await save(t, key, async ({ userdata }) => {
    await put(saveOf(key, 'again', { userdata: 'docs-gateway/OLDER' }));
    later(800, () => put(saveOf(key, 'requested', { userdata: String(userdata) })));
    return { error: 0 };
  });

  equal(nameOf(document), 'requested');
});

test("another save that comes after Docs' answer is returned at the end of the wait", async (t) => {
  const key = freshKey();

  const { document, tookMs } = await save(
    t,
    key,
    () => {
      later(300, () => put(saveOf(key, 'button', { lastsave: new Date().toISOString() })));
      return { error: 0 };
    },
    { waitMs: 4_000 },
  );

  equal(nameOf(document), 'button');
  ok(tookMs >= 4_000, `${tookMs} ms`);
});

test('the newest of several other saves is returned', async (t) => {
  const key = freshKey();

  const { document } = await save(
    t,
    key,
    async () => {
      await put(saveOf(key, 'new', { lastsave: '2026-11-22T08:00:02.000Z' }));
      await put(saveOf(key, 'old', { lastsave: '2026-11-22T08:00:01.000Z', status: 'saved' }));
      return { error: 0 };
    },
    { waitMs: 1_000 },
  );

  equal(nameOf(document), 'new');
});

test('the later of two other saves within one second is returned', async (t) => {
  const key = freshKey();

  const { document } = await save(
    t,
    key,
    async () => {
      const lastsave = '2026-11-22T08:00:02.000Z';
      await put(saveOf(key, 'later', { lastsave, saveNumber: 2 }));
      await put(saveOf(key, 'earlier', { lastsave }));
      return { error: 0 };
    },
    { waitMs: 1_000 },
  );

  equal(nameOf(document), 'later');
});

test('the requested save is returned although another save of the same second was stored before it', async (t) => {
  const key = freshKey();

  const { document, tookMs } = await save(t, key, async ({ userdata }) => {
    const lastsave = '2026-11-22T08:00:02.000Z';
    await put(saveOf(key, 'theirs', { lastsave, userdata: 'theirs' }));
    later(100, () =>
      put(saveOf(key, 'requested', { lastsave, saveNumber: 2, userdata: String(userdata) })),
    );
    return { error: 0 };
  });

  equal(nameOf(document), 'requested');
  ok(tookMs < 2_500, `${tookMs} ms`);
});
