import { createHash, randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertText } from '../builder/convert-text.ts';
import type { Engine } from '../builder/engine.ts';
import type { Faults } from '../faults.ts';
import type { Change, Document, Saved } from './document.ts';
import { zipOf } from './zip.ts';

/** `failed`: no file. `corrupted`: a damaged file. `lost`: Docs will send no callback. */
export type Making = { outcome: 'ok' | 'corrupted'; saved: Saved } | { outcome: 'failed' | 'lost' };

export type SaveOptions = {
  engine: () => Promise<Engine>;
  /** The folder of the files that Docs serves. */
  data: string;
  scriptTimeoutMs: number;
  version: string;
  faults: Faults;
};

export type Saves = ReturnType<typeof saveMaker>;

/** Makes the files of a save: the document, with the real engine, and the zip of its changes. */
export function saveMaker({ engine, data, scriptTimeoutMs, version, faults }: SaveOptions) {
  /** @param latest the author in the history if there are no changes */
  async function make(
    { key, type, lines: before }: Document,
    changes: Change[],
    signal: AbortSignal,
    latest?: Change,
  ): Promise<Making> {
    if (faults.take('lost-save')) return { outcome: 'lost' };
    if (faults.take('failed-save')) return { outcome: 'failed' };
    const lines = [...before, ...changes.map(({ text }) => text)];
    const folder = `${key}_${randomInt(10_000)}`;
    await mkdir(join(data, folder), { recursive: true });
    if (!(await succeeds(join(data, folder, `output.${type}`), lines, signal))) {
      return { outcome: 'failed' };
    }
    await writeFile(join(data, folder, 'changes.zip'), zipOf(changeFiles(changes)));
    const documentSha256 = createHash('sha256').update(before.join('\n')).digest('hex');
    const listed = changes.length === 0 && latest ? [latest] : changes;
    const history = historyOf(listed, documentSha256, version);
    const outcome = faults.take('corrupted-save') ? 'corrupted' : 'ok';
    return { outcome, saved: { folder, type, history, lines } };
  }

  async function succeeds(output: string, lines: string[], signal: AbortSignal): Promise<boolean> {
    const work = await mkdtemp(join(data, '.save-'));
    try {
      const run = { lines, output, work, timeoutMs: scriptTimeoutMs, signal };
      return (await convertText(await engine(), run)).outcome === 'ok';
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  return { make };
}

/** The changes in groups: a new group begins whenever the author changes. */
function byAuthor(changes: Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    if (group?.[0]?.author.id === change.author.id) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

function changeFiles(changes: Change[]): Record<string, string> {
  const files = byAuthor(changes).map((group, n) => [
    `changes${n}.json`,
    JSON.stringify(group.map(({ text }) => text)),
  ]);
  return Object.fromEntries(files);
}

function historyOf(changes: Change[], documentSha256: string, version: string): object {
  const entries = byAuthor(changes).map(([first]) => ({
    documentSha256,
    created: new Date(first?.at ?? 0).toISOString().slice(0, 19).replace('T', ' '),
    user: { id: first?.author.id, name: first?.author.name },
  }));
  return { serverVersion: version.replace(/\.\d+$/, ''), changes: entries };
}
