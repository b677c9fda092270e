import { setTimeout as sleep } from 'node:timers/promises';
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Fault } from '../../../infra/local/docs-server/faults.ts';
import type { BuildRow } from '../model/world.ts';
import type { FaultName } from '../schedule/fault-kinds.ts';
import type { FaultAction } from '../schedule/schedule.ts';
import { freeze, killHard, workersOf } from '../world/processes.ts';
import { buildsIn } from '../world/stored-rows.ts';
import { interruptMove } from './interrupted-move.ts';
import { redrive } from './redrive.ts';
import { loseSecret, rotateSecret } from './secret-moments.ts';
import type { Seed } from './seed-context.ts';

/** Makes a fault happen. @returns how often it did something, or the runs of the builds it was aimed at */
type Moment = (seed: Seed, action: FaultAction) => Promise<number | { runs: string[] }>;

/** How many requests a fault of the embedded Docs applies to. */
const SOME = 5;

/** The faults that no proxy makes. */
export const MOMENTS: Partial<Record<FaultName, Moment>> = {
  'kill-workers': async ({ harness }, { value = 1 }) =>
    killHard(workersOf(harness.outputs.test.emulatorPid).slice(0, value)),
  'freeze-workers': freezeWorkers,
  'kill-converter': async ({ harness }) => harness.docs.killEngine(),
  'kill-docs': killDocs,
  'slots-aged': async ({ harness }) => {
    const aged = await harness.rows.ageSlots();
    await harness.functions.invoke('Settlement/settle-build', { sweep: true });
    return aged;
  },
  'deadline-passed': (seed) => moveBack(seed, 'deadline'),
  'asked-long-ago': (seed) => moveBack(seed, 'askedSince'),
  'name-not-found': loseName,
  'stop-execution': stopExecution,
  redrive,
  'interrupted-move': interruptMove,
  'rotate-secret': rotateSecret,
  'secret-gone': loseSecret,
  'docs-error': (seed, { value = -1 }) =>
    failOnce(seed, { name: 'error', on: 'builder', error: value, times: 1 }),
  'expired-link': (seed) => failOnce(seed, { name: 'expired-links', times: 1 }),
  'no-length': (seed) => failOnce(seed, { name: 'no-length', times: SOME }),
  'cut-result': (seed, { value = 0 }) =>
    failOnce(seed, { name: 'cut-result', bytes: value, times: 1 }),
};

async function killDocs({ harness: { docs } }: Seed, { forMs }: FaultAction): Promise<number> {
  if (!docs.isUp()) return 0;
  await docs.kill();
  await sleep(forMs);
  await docs.start();
  return 1;
}

/** The address of Docs cannot be found, and connections that are open break. */
async function loseName({ harness }: Seed, { forMs }: FaultAction): Promise<number> {
  harness.name.fail('EAI_AGAIN');
  harness.docsConnections.breakAll();
  await sleep(forMs);
  harness.name.restore();
  return 1;
}

/** Functions stand still, as between two calls, and their connections to Docs break meanwhile. */
async function freezeWorkers({ harness }: Seed, { forMs }: FaultAction): Promise<number> {
  const frozen = freeze(workersOf(harness.outputs.test.emulatorPid));
  await sleep(forMs);
  harness.docsConnections.breakAll();
  return frozen.thaw();
}

async function stopExecution({ harness: { sfn, outputs } }: Seed): Promise<{ runs: string[] }> {
  const { stateMachineArn } = outputs.internal;
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 }),
  );
  for (const { executionArn } of executions)
    await sfn.send(new StopExecutionCommand({ executionArn }));
  return { runs: executions.map(({ name = '' }) => name) };
}

/** Moves a time of one running build 22 minutes into the past. */
async function moveBack(
  { harness: { rows }, tenants }: Seed,
  field: 'deadline' | 'askedSince',
): Promise<{ runs: string[] }> {
  const running = buildsIn(await rows.scan(), tenants).rows.find(
    ({ status }) => status === 'running',
  );
  const isMoved = running && (await rows.moveBack(running as BuildRow, field));
  return { runs: isMoved ? [running.run] : [] };
}

/** A fault of the embedded Docs for the next requests that it fits. */
async function failOnce({ harness: { docs } }: Seed, fault: Fault): Promise<number> {
  if (!docs.isUp()) return 0;
  await docs.control.fail(fault);
  return 1;
}
