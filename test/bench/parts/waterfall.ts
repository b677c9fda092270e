import { setTimeout as sleep } from 'node:timers/promises';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { openListener } from '../../../infra/local/observe/listener.ts';
import type { Build } from '../../../shared/build/build.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import { copyingSince } from '../../../shared/storage/rows/copying-builds.ts';
import { median } from '../report/statistics.ts';
import { SCRIPT, type World } from '../world/world.ts';
import type { Progress } from './progress.ts';

/** A part of a build's way, in milliseconds since its request was sent. */
export type Span = { name: string; from: number; to: number };

/** Milliseconds since the request was sent. */
type Marks = Record<
  | 'created'
  | 'started'
  | 'asked'
  | 'queued'
  | 'built'
  | 'answered'
  | 'recorded'
  | 'told'
  | 'announced',
  number
>;

/** The parts of a build's way: where each begins and ends. */
const PARTS: [name: string, from: keyof Marks | 0, to: keyof Marks][] = [
  ['HTTP: script staged, build written', 0, 'created'],
  ['start signal, slot', 'created', 'started'],
  ['execution started', 'started', 'asked'],
  ['first question', 'asked', 'queued'],
  ['Docs: script downloaded and run', 'queued', 'built'],
  ['end noticed', 'built', 'answered'],
  ['answer stored, files copied', 'answered', 'recorded'],
  ['end recorded, caller told', 'recorded', 'told'],
  ['end recorded, event announced', 'recorded', 'announced'],
];

/** Follows some builds, one after the other. @returns the median of each part */
export async function measureWaterfall(
  world: World,
  builds: number,
  progress: Progress,
): Promise<Span[]> {
  const arrivals = await listen(world);
  try {
    const all: Marks[] = [];
    for (let n = 0; n < builds; n++) {
      all.push(await follow(world, arrivals.of));
      progress((n + 1) / builds);
    }
    const at = (mark: keyof Marks | 0) =>
      mark === 0 ? 0 : median(all.map((marks) => marks[mark]));
    return PARTS.map(([name, from, to]) => ({ name, from: at(from), to: at(to) }));
  } finally {
    await arrivals.close();
  }
}

async function follow(
  { gateway, rows, docs }: World,
  arrivalOf: (id: string) => Promise<number>,
): Promise<Marks> {
  const sentAt = Date.now();
  const { id, tenant } = await gateway.build(SCRIPT);
  const told = Date.now() - sentAt;
  const row = await getBuild(rows, tenant, id);
  if (!row) throw new Error(`build ${id} has no row`);
  const since = (time: string | undefined, otherwise: number) =>
    time === undefined ? otherwise : Date.parse(time) - sentAt;
  const recorded = since(row.endedAt, told);
  const answered = since(await answerTimeOf(rows, row.run), recorded);
  const asked = since(row.askedSince, 0);
  const job = docs && (await docs.jobs()).find(({ key }) => key === row.run);
  return {
    created: since(row.createdAt, 0),
    started: since(row.startedAt, 0),
    asked,
    queued: since(job?.queuedAt, asked),
    built: since(job?.endedAt, answered),
    answered,
    recorded,
    told,
    announced: (await arrivalOf(id)) - sentAt,
  };
}

/** When Docs' answer was stored. It is in the list of builds being copied for a minute. */
async function answerTimeOf(rows: World['rows'], run: string): Promise<string | undefined> {
  const inAMinute = new Date(Date.now() + 60_000).toISOString();
  for await (const page of copyingSince(rows, inAMinute)) {
    const found = page.find((copying) => copying.run === run);
    if (found) return found.since;
  }
  return undefined;
}

/** Notes when the event of each build's end arrives. */
async function listen({ outputs }: World) {
  const aws = { endpoint: outputs.awsEndpoint, region: REGION, credentials: AWS_KEYS };
  const listener = await openListener(
    { aws, busName: outputs.busName },
    { source: ['docs-gateway'], 'detail-type': ['Build Succeeded'] },
  );
  const seen = new Map<string, number>();
  const stopping = new AbortController();
  const listening = (async () => {
    for await (const { detail } of listener.events(stopping.signal))
      seen.set((detail.data as Build).id, Date.now());
  })();
  return {
    async of(id: string): Promise<number> {
      for (;;) {
        const at = seen.get(id);
        if (at !== undefined) return at;
        await sleep(10);
      }
    },
    async close(): Promise<void> {
      stopping.abort();
      await listening;
      await listener.close();
    },
  };
}
