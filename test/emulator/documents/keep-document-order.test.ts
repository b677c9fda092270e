import { deepEqual, equal } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { statusOf } from '../../../shared/docs/callback-status.ts';
import { type KeepDeps, keepDocument } from '../../../shared/documents/keep-document.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { readObject, readText } from '../../../shared/storage/objects/bucket.ts';
import type { LatestJson } from '../../../shared/storage/objects/latest-save.ts';
import { saveNumberOf } from '../../../shared/storage/rows/save-numbers.ts';
import type { SaveFiles, SaveStatus } from '../../../shared/storage/rows/saves.ts';
import { claimsOf, docsWithFiles, LASTSAVE } from '../../support/docs/callbacks.ts';
import { freshKeepDeps, jsonAt, messageOf } from '../../support/documents/keep-document.ts';

const FOLDER = `documents/default/order-0042/${LASTSAVE}`;
const LATEST = 'documents/default/order-0042/latest.json';

type Docs = Awaited<ReturnType<typeof docsWithFiles>>;

async function depsFor(t: TestContext) {
  const docs = await docsWithFiles(t);
  return { docs, ...(await freshKeepDeps(docs.docs)) };
}

const documentIn = ({ data }: GatewayEvent) => (data as { files: SaveFiles }).files.document?.key;

/** A save of one second, whose file contains its own name. */
async function sameSecond(deps: KeepDeps, docs: Docs, name: string, saveNumber?: number) {
  docs.files.set(`${name}.docx`, { bytes: Buffer.from(name) });
  const url = `http://docs.example/cache/files/data/${name}/${name}.docx`;
  const claims = claimsOf({ status: 6, url, changesurl: undefined, history: null });
  return messageOf(deps, claims, { callbackId: `callbackId-${name}`, saveNumber });
}

test('two saves within one second are both stored and published, and the later one is the newest', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  const first = await sameSecond(deps, docs, 'first');
  const second = await sameSecond(deps, docs, 'second', 2);

  for (const message of [second, first, second, first]) await keepDocument(deps, message);

  const [late, early] = published.map(documentIn);
  deepEqual([early, late], [`${FOLDER}/document.docx`, `${FOLDER}_02/document.docx`]);
  equal(published.length, 2);
  const texts = [early, late].map((key) => readText(deps.bucket, `${key}`));
  deepEqual(await Promise.all(texts), ['first', 'second']);
  const latest = (await jsonAt(deps, LATEST)) as LatestJson;
  deepEqual([latest.turn, latest.files.document.key], [2, late]);
});

test('after any order and repetition of callbacks the latest document is the newest, and each event was published once', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  const saves = fc.record({
    second: fc.integer({ min: 0, max: 2 }),
    status: fc.constantFrom(2, 3, 6, 7),
    file: fc.integer({ min: 0, max: 2 }),
  });
  let documents = 0;

  await fc.assert(
    fc.asyncProperty(
      fc.array(saves, { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      async (seen, random) => {
        const key = `any-order-${++documents}`;
        const before = published.length;
        const messages = [];
        for (const save of seen) messages.push(await received(deps, docs, key, save));
        for (const message of shuffled(messages, random)) await keepDocument(deps, message);

        const latest = await jsonAt(deps, `documents/default/${key}/latest.json`);
        const { document } = (latest as LatestJson | undefined)?.files ?? {};
        const newest = document && (await readObject(deps.bucket, document));
        equal(newest && Buffer.from(newest.bytes).toString('utf8'), newestOf(seen));
        equal(published.length - before, new Set(seen.map(textOf)).size);
      },
    ),
    { numRuns: 10 },
  );
});

type Seen = { second: number; status: number; file: number };
const textOf = ({ second, status, file }: Seen) => `second-${second}-${status}-${file}`;

/** The final save of the latest second; of several, the one whose first callback came last. */
function newestOf(seen: Seen[]): string | undefined {
  const saved = seen.filter(({ status }) => status === 2 || status === 6);
  const second = Math.max(...saved.map((save) => save.second));
  const last = saved.filter((save) => save.second === second);
  const status = Math.min(...last.map((save) => save.status));
  return [...new Set(last.filter((save) => save.status === status).map(textOf))].at(-1);
}

/** The message of a callback, with the save number that receive-callback would give it. */
async function received(deps: KeepDeps, docs: Docs, key: string, seen: Seen) {
  const name = `${textOf(seen)}.docx`;
  docs.files.set(name, { bytes: Buffer.from(textOf(seen)) });
  const lastsave = `2026-11-22T08:00:0${seen.second}.000Z`;
  const url = `http://docs.example/cache/files/data/${key}/${name}`;
  const { status } = seen;
  const save = { tenant: 'default', key, status: statusOf(status) as SaveStatus, lastsave };
  const saveNumber = await saveNumberOf(deps.table, save, url);
  const claims = claimsOf({ key, status, lastsave, url, changesurl: undefined, history: null });
  return messageOf(deps, claims, { saveNumber, callbackId: `${key}-${textOf(seen)}` });
}

function shuffled<T>(items: T[], random: Iterator<number>): T[] {
  return items
    .map((item) => ({ item, place: random.next().value as number }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
