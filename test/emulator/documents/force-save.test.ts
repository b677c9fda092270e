import { equal, match, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { docsClient } from '../../../shared/docs/client.ts';
import { isOwnUserdata } from '../../../shared/docs/userdata.ts';
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
  ok(tookMs < 2_000, `${tookMs} ms`);
});
