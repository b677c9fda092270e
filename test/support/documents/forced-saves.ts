import { docsClient } from '../../../shared/docs/client.ts';
import { saveAndWait } from '../../../shared/documents/force-save.ts';
import type { CommandDeps } from '../../../shared/documents/run-command.ts';
import type { StoredFile } from '../../../shared/storage/rows/builds.ts';
import { NO_FILES, recordSave, type SavedDocument } from '../../../shared/storage/rows/saves.ts';
import { commandDocs, freshCommandDeps, INBOX } from '../docs/commands.ts';
import { fixedSecret } from '../fixed-secret.ts';

type Test = Parameters<typeof commandDocs>[0];

/** Forced saves and records of saves, in a new table on the emulator. */
export async function forcedSaves() {
  const unreachable = docsClient({ url: 'http://127.0.0.1:1', inbox: fixedSecret(INBOX) });
  const deps: CommandDeps = await freshCommandDeps(unreachable);

  /** Forces a save in a Docs with this answer, and waits for up to `waitMs`. */
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

  return { save, put: (record: SavedDocument) => recordSave(deps.table, record) };
}

/** The record of a save; the tests identify it by the name of its file. */
export function saveOf(
  key: string,
  name: string,
  changed: Partial<SavedDocument> = {},
): SavedDocument {
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

/** Does work after a time, while a forced save waits. */
export function later(ms: number, work: () => Promise<void>): void {
  setTimeout(work, ms);
}

export const nameOf = (document: StoredFile | undefined) => document?.name;
