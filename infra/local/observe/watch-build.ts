import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { table } from '../../../shared/storage/table/table.ts';
import { historyReader } from './history.ts';
import { describeEvent, executionLine, type Line, rowLines } from './lines.ts';
import { type BusEvent, openListener } from './listener.ts';
import type { Place } from './place.ts';

/** If a build ended before the watch began, its event was perhaps published before too: it comes within this time or never. */
const RECENT_MS = 10_000;
/** The longest wait for the end event of a build. */
const EVENT_MS = 60_000;

/**
 * Prints each change of one build when it is seen: its row, its execution, the answers of Docs, its
 * files, and its end event. Returns when the build has ended and that event has been published. For a
 * build that had ended before, it prints only its row and execution.
 *
 * @param signal stops the watch
 * @throws {Error} when there is no such build, or the event does not come
 */
export async function watchBuild(
  place: Place,
  { tenant, id }: { tenant: string; id: string },
  print: (line: Line) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const rows = table(place.tableName, new DynamoDBClient(place.aws));
  const heard = await listenForEnd(place, { tenant, id });
  const began = Date.now();
  try {
    let row = await getBuild(rows, tenant, id);
    if (!row) throw new Error(`There is no build ${id} of the tenant ${tenant}.`);
    const readHistory = historyReader(place, row.run);
    let before: StoredBuild | undefined;
    for (;;) {
      const isLast = heard.isEnd() || canMissEvent(row, began) || signal.aborted;
      const steps = (await readHistory()).flatMap((event) => executionLine(event) ?? []);
      printInOrder([...rowLines(before, row), ...steps, ...heard.newLines()], print);
      if (isLast) return;
      await sleep(place.pollMs, undefined, { signal }).catch(() => {});
      before = row;
      row = await getBuild(rows, tenant, id);
      if (!row) return print({ about: 'row', text: 'erased' });
      if (Date.now() - Date.parse(row.endedAt ?? '') > EVENT_MS && !canMissEvent(row, began)) {
        throw new Error(`The event of the end did not come within ${EVENT_MS / 1000} s.`);
      }
    }
  } finally {
    await heard.close();
  }
}

function canMissEvent({ endedAt }: StoredBuild, began: number): boolean {
  const ended = Date.parse(endedAt ?? '');
  return ended < began && Date.now() - ended > RECENT_MS;
}

async function listenForEnd(place: Place, { tenant, id }: { tenant: string; id: string }) {
  const pattern = { detail: { metadata: { tenant: [tenant] }, data: { id: [id] } } };
  const listener = await openListener(place, pattern);
  const ending = new AbortController();
  let lines: Line[] = [];
  let isEnd = false;
  let failure: unknown;
  const listening = listen().catch((error: unknown) => {
    failure = error;
  });

  async function listen(): Promise<void> {
    for await (const event of listener.events(ending.signal)) {
      lines.push({ at: Date.now(), about: 'event', text: describeEvent(event) });
      isEnd ||= isEndOfBuild(event);
    }
  }

  return {
    isEnd: () => isEnd,
    /** @throws the error of the listener */
    newLines(): Line[] {
      if (failure) throw failure;
      const taken = lines;
      lines = [];
      return taken;
    },
    async close(): Promise<void> {
      ending.abort();
      await listening;
      await listener.close();
    },
  };
}

const isEndOfBuild = ({ source, detail }: BusEvent) =>
  source === 'docs-gateway' && (detail.data as { status?: string }).status !== undefined;

/** Sorts by time. A line without a time stays behind the line before it. */
function printInOrder(lines: Line[], print: (line: Line) => void): void {
  let last = lines[0]?.at ?? Date.now();
  const timed = lines.map((line) => {
    last = line.at ?? last;
    return { ...line, at: last };
  });
  for (const line of timed.sort((a, b) => a.at - b.at)) print(line);
}
