import { equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { docsClient } from '../../../shared/docs/client.ts';
import { saveAndWait } from '../../../shared/documents/force-save.ts';
import type { CommandDeps } from '../../../shared/documents/run-command.ts';
import { fixedSecret } from '../../../shared/secret.ts';
import type { StoredFile } from '../../../shared/storage/rows/builds.ts';
import { NO_FILES, recordSave, type SavedDocument } from '../../../shared/storage/rows/saves.ts';
import { commandDocs, freshCommandDeps, freshKey, INBOX } from '../../support/docs/commands.ts';

let deps: CommandDeps;

before(async () => {
  deps = await freshCommandDeps(
    docsClient({ url: 'http://127.0.0.1:1', inbox: fixedSecret(INBOX) }),
  );
});

/** The record of a save, published apart by the name of its file. */
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
    status: 'force-saved',
    lastsave: now,
    files: { ...NO_FILES, document },
    seenAt: now,
    expiresAt: Math.ceil(Date.now() / 1000) + 60,
    ...changed,
  };
}

const put = (save: SavedDocument) => recordSave(deps.table, save);

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
    { ...deps, docs },
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

test('a save that Docs sent again with older userdata is returned if the requested one does not come', async (t) => {
  const key = freshKey();

  const { document, tookMs } = await save(t, key, async () => {
    await put(saveOf(key, 'again', { userdata: 'docs-gateway/OLDER' }));
    return { error: 0 };
  });

  equal(nameOf(document), 'again');
  ok(tookMs >= 3_000 && tookMs < 6_000, `${tookMs} ms`);
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
