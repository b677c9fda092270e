import { equal, match, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { docsClient } from '../../../shared/docs/client.ts';
import { isOwnUserdata } from '../../../shared/docs/userdata.ts';
import { saveAndWait } from '../../../shared/documents/force-save.ts';
import type { Commander } from '../../../shared/documents/run-command.ts';
import { fixedSecret } from '../../../shared/secret.ts';
import type { StoredFile } from '../../../shared/storage/rows/builds.ts';
import { NO_FILES, recordSave, type SavedDocument } from '../../../shared/storage/rows/saves.ts';
import { commandDocs, freshCommander, freshKey, INBOX } from '../../support/docs/commands.ts';

let commander: Commander;

before(async () => {
  commander = await freshCommander(
    docsClient({ url: 'http://127.0.0.1:1', inbox: fixedSecret(INBOX) }),
  );
});

/** The record of a save, told apart by the name of its file. */
function saveOf(key: string, name: string, changed: Partial<SavedDocument> = {}): SavedDocument {
  const document = {
    name,
    bucket: 'b',
    key: name,
    size: 1,
    contentType: 'c',
    sha256: 's',
    versionId: 'v',
  };
  const now = new Date().toISOString();
  return {
    tenant: 'acme',
    key,
    status: 6,
    lastsave: now,
    files: { ...NO_FILES, document },
    seenAt: now,
    expiresAt: Math.ceil(Date.now() / 1000) + 60,
    ...changed,
  };
}

const put = (save: SavedDocument) => recordSave(commander.table, save);

type Test = Parameters<typeof commandDocs>[0];

/** Forces a save of a Docs that answers so, and waits for so long. */
async function save(
  t: Test,
  key: string,
  answer: Parameters<typeof commandDocs>[1],
  { waitMs = 10_000, userdata }: { waitMs?: number; userdata?: string } = {},
) {
  const { docs, asked } = await commandDocs(t, answer);
  const since = Date.now();
  const saved = await saveAndWait(
    { ...commander, keeper: { ...commander.keeper, docs } },
    'acme',
    { c: 'forcesave', key, userdata },
    since + waitMs,
    10_000,
  );
  return { ...saved, asked, tookMs: Date.now() - since };
}

function later(ms: number, work: () => Promise<void>): void {
  setTimeout(work, ms);
}

const nameOf = (document: StoredFile | undefined) => document?.name;

test('a save with our userdata is taken at once', async (t) => {
  const key = freshKey();

  const { answer, document, asked, tookMs } = await save(t, key, ({ userdata }) => {
    later(100, () => put(saveOf(key, 'ours', { userdata: String(userdata) })));
    return { error: 0 };
  });

  equal(answer.error, 0);
  equal(nameOf(document), 'ours');
  match(String(asked[0]?.userdata), /^docs-gateway\//);
  ok(isOwnUserdata(asked[0]?.userdata));
  ok(tookMs < 2_500, `${tookMs} ms`);
});

test("the caller's userdata goes to Docs, and its save is known by it", async (t) => {
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

test('a result that Docs sent again, with older userdata, is taken when no better one comes', async (t) => {
  const key = freshKey();

  const { document, tookMs } = await save(t, key, async () => {
    await put(saveOf(key, 'again', { userdata: 'docs-gateway/OLDER' }));
    return { error: 0 };
  });

  equal(nameOf(document), 'again');
  ok(tookMs >= 3_000 && tookMs < 9_000, `${tookMs} ms`);
});

test('a better one that comes after it is taken instead', async (t) => {
  const key = freshKey();

  const { document } = await save(t, key, async ({ userdata }) => {
    await put(saveOf(key, 'again', { userdata: 'docs-gateway/OLDER' }));
    later(800, () => put(saveOf(key, 'ours', { userdata: String(userdata) })));
    return { error: 0 };
  });

  equal(nameOf(document), 'ours');
});

test('one that came after the answer and is not ours is taken at the end of the wait', async (t) => {
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

test('of several that are not ours the newest is taken', async (t) => {
  const key = freshKey();

  const { document } = await save(
    t,
    key,
    async () => {
      await put(saveOf(key, 'new', { lastsave: '2026-11-22T08:00:02.000Z' }));
      await put(saveOf(key, 'old', { lastsave: '2026-11-22T08:00:01.000Z', status: 2 }));
      return { error: 0 };
    },
    { waitMs: 1_000 },
  );

  equal(nameOf(document), 'new');
});

test('of two within one second that are not ours the one that was seen later is taken', async (t) => {
  const key = freshKey();

  const { document } = await save(
    t,
    key,
    async () => {
      const lastsave = '2026-11-22T08:00:02.000Z';
      await put(saveOf(key, 'later', { lastsave, turn: 2 }));
      await put(saveOf(key, 'earlier', { lastsave }));
      return { error: 0 };
    },
    { waitMs: 1_000 },
  );

  equal(nameOf(document), 'later');
});

test('ours is taken although another of the same second was saved before it', async (t) => {
  const key = freshKey();

  const { document, tookMs } = await save(t, key, async ({ userdata }) => {
    const lastsave = '2026-11-22T08:00:02.000Z';
    await put(saveOf(key, 'theirs', { lastsave, userdata: 'theirs' }));
    later(100, () => put(saveOf(key, 'ours', { lastsave, turn: 2, userdata: String(userdata) })));
    return { error: 0 };
  });

  equal(nameOf(document), 'ours');
  ok(tookMs < 2_500, `${tookMs} ms`);
});

test('what was seen before the save was asked for is not taken', async (t) => {
  const key = freshKey();
  await put(saveOf(key, 'before', { seenAt: '2026-11-22T08:00:00.000Z' }));

  const { answer, document } = await save(t, key, () => ({ error: 0 }), { waitMs: 500 });

  equal(answer.error, 0);
  equal(document, undefined);
});

test('where there is nothing to save, nothing is waited for', async (t) => {
  const { answer, document, tookMs } = await save(t, freshKey(), () => ({ error: 4 }));

  equal(answer.error, 4);
  equal(document, undefined);
  ok(tookMs < 2_000, `${tookMs} ms`);
});
