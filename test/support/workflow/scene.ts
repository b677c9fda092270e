import { putBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { enterWaitingRoom } from '../../../shared/storage/rows/waiting-room.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { askDocs } from '../../../shared/workflow/ask-docs.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { recordEnd } from '../../../shared/workflow/record-end.ts';
import { settle } from '../../../shared/workflow/settle.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { sweep } from '../../../shared/workflow/sweep-builds.ts';
import { fileOf, waitingBuild } from '../builds.ts';
import { type Execution, type World, WorldCrash } from './world.ts';

type Process = ReturnType<World['process']>;

type Action =
  | 'admit'
  | 'start'
  | 'work'
  | 'Docs ends one'
  | 'cancel'
  | 'stop execution'
  | 'event of stop'
  | 'sweep'
  | 'long pause';

/** One thing that happens, and what interrupts it at its request with the number `at`: up to three of the next steps. */
export type SceneStep = {
  action: Action;
  pick: number;
  at: number;
  interruption: 'none' | 'crash before' | 'crash after' | 'next steps meanwhile';
};

/** Plays all steps, with the interruptions that they name. Checks the world after each one. */
export async function playScene(world: World, steps: SceneStep[]): Promise<void> {
  const builds: StoredBuild[] = [];
  const rest = [...steps];
  while (rest.length > 0) await playNext();

  async function playNext(): Promise<void> {
    const step = rest.shift();
    if (!step) return;
    if (step.action === 'sweep') world.tick(61_000); // before the process begins, whose time is limited
    let sent = 0;
    let isDead = false;
    const die = () => {
      isDead = true;
      throw new WorldCrash(step.interruption);
    };
    const process = world.process(async (send) => {
      if (isDead) die();
      const isHere = sent++ === step.at;
      if (isHere && step.interruption === 'crash before') die();
      if (isHere && step.interruption === 'next steps meanwhile')
        for (let more = 0; more <= step.pick % 3; more++) await playNext();
      const answer = await send();
      if (isDead || (isHere && step.interruption === 'crash after')) die();
      return answer;
    });
    await act(world, process, builds, step).catch(unlessCrash);
    world.check();
  }
}

function unlessCrash(error: unknown): void {
  if (!(error instanceof WorldCrash)) throw error;
}

async function act(
  world: World,
  process: Process,
  builds: StoredBuild[],
  { action, pick }: SceneStep,
): Promise<void> {
  const one = <T>(list: T[]): T | undefined => list[pick % Math.max(1, list.length)];
  world.docs.set({ ends: pick, endsAtOnce: pick % 2 === 0 });
  if (action === 'admit') return admit(process, builds, pick);
  if (action === 'start') return void (await startWaiting(process));
  if (action === 'work') return work(process, one(world.openRuns()));
  if (action === 'Docs ends one') return world.docs.end(pick);
  if (action === 'cancel') return cancel(process, one(builds));
  if (action === 'sweep') return sweep(process);
  if (action === 'long pause') return world.tick(11 * 60_000);
  const run = one([...world.runs.values()]);
  if (action === 'stop execution' && run) run.isOpen = false;
  else if (action === 'event of stop' && run && !run.isOpen) await settle(process, run);
}

async function admit({ table }: Process, builds: StoredBuild[], pick: number): Promise<void> {
  const id = String(builds.length).padStart(26, '0');
  const priority = ([undefined, 'low', 'normal', 'low'] as const)[pick % 4];
  const build = waitingBuild({ tenant: `tenant-${pick % 3}`, id, priority });
  builds.push(build);
  await transact(table, [putBuild(build), enterWaitingRoom(build)]);
}

/** A cancel may end with CONFLICT, or NOT_FOUND when the admission crashed. */
async function cancel(process: Process, build?: StoredBuild): Promise<void> {
  if (!build) return;
  await cancelBuild(process, build).catch((error: { code?: string }) => {
    if (!['CONFLICT', 'NOT_FOUND'].includes(`${error.code}`)) throw error;
  });
}

/** Does one step of an execution. The state machine repeats it once after a crash, then records the failure. */
export async function work(process: Process, run: Execution | undefined): Promise<void> {
  if (!run?.isOpen) return;
  try {
    await workStep(process, run);
    run.tries = 0;
  } catch (error) {
    run.tries++;
    if (run.tries > 1 && run.next === 'Record failure') run.isOpen = false;
    if (run.tries > 1) Object.assign(run, { next: 'Record failure', tries: 0 });
    throw error;
  }
}

async function workStep(process: Process, run: Execution): Promise<void> {
  const { tenant, id, run: name, waits } = run;
  const input = { tenant, id, run: name };
  if (run.next === 'Record failure')
    await recordEnd(process, { ...input, error: 'Lambda.Unknown' });
  if (run.next === 'Record') await recordEnd(process, { ...input, files: [fileOf()] });
  if (run.next !== 'Ask Docs') {
    run.isOpen = false;
    return;
  }
  const result = await askDocs(process, { ...input, waits });
  if (result.state === 'ended') run.isOpen = false;
  if (result.state === 'done') run.next = 'Record';
  if (result.state === 'running') run.waits = result.waits;
}

/** Lets the world run on without interruptions until everything has ended. @returns whether it did */
export async function calmDown(world: World): Promise<boolean> {
  const process = () => world.process((send) => Promise.resolve(send()));
  for (let minute = 0; minute < 100; minute++) {
    await startWaiting(process());
    for (const run of world.openRuns()) await work(process(), run);
    while (world.docs.running().length > 0) world.docs.end(0);
    for (const run of world.openRuns()) await work(process(), run);
    world.tick(61_000);
    await sweep(process());
    world.check();
    if (isQuiet(world)) return true;
  }
  return false;
}

function isQuiet(world: World): boolean {
  const items = [...world.items.values()];
  const isOpen = ({ pk, run, status }: Record<string, unknown>) =>
    pk === 'WAITING' ||
    pk === 'WAITING-LOW' ||
    (pk === 'SLOTS' && run !== undefined) ||
    status === 'queued' ||
    status === 'running';
  return !items.some(isOpen) && world.openRuns().length === 0;
}
