import { setTimeout as sleep } from 'node:timers/promises';
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Fault } from '../../../infra/local/docs-server/faults.ts';
import { writeSecret } from '../../../infra/local/secrets.ts';
import { INBOX_SECRET } from '../../../infra/local/stack.ts';
import type { BuildRow } from '../model/world.ts';
import type { FaultName } from '../schedule/fault-kinds.ts';
import type { FaultAction } from '../schedule/schedule.ts';
import { descendantsOf, killHard } from '../world/processes.ts';
import { buildsIn } from '../world/stored-rows.ts';
import type { Seed } from './seed-context.ts';

/** Makes a fault happen. @returns how often it did something */
type Moment = (seed: Seed, action: FaultAction) => Promise<number>;

/** How many requests a fault of the embedded Docs applies to. */
const SOME = 5;

/** The faults that no proxy makes. */
export const MOMENTS: Partial<Record<FaultName, Moment>> = {
  'kill-workers': async ({ harness }, { value = 1 }) =>
    killHard(workersOf(harness.outputs.test.emulatorPid).slice(0, value)),
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
  'rotate-secret': rotateSecret,
  'docs-error': (seed, { value = -1 }) =>
    failOnce(seed, { name: 'error', on: 'builder', error: value, times: 1 }),
  'expired-link': (seed) => failOnce(seed, { name: 'expired-links', times: 1 }),
  'no-length': (seed) => failOnce(seed, { name: 'no-length', times: SOME }),
  'cut-result': (seed, { value = 0 }) =>
    failOnce(seed, { name: 'cut-result', bytes: value, times: 1 }),
};

/** The processes of functions: Node.js processes that the emulator started. */
const workersOf = (emulatorPid: number) => descendantsOf(emulatorPid, /node/);

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

async function stopExecution({ harness: { sfn, outputs } }: Seed): Promise<number> {
  const { stateMachineArn } = outputs.internal;
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 }),
  );
  for (const { executionArn } of executions)
    await sfn.send(new StopExecutionCommand({ executionArn }));
  return executions.length;
}

/** Moves a time of one running build 22 minutes into the past. */
async function moveBack(
  { harness: { rows }, tenants }: Seed,
  field: 'deadline' | 'askedSince',
): Promise<number> {
  const running = buildsIn(await rows.scan(), tenants).rows.find(
    ({ status }) => status === 'running',
  );
  return running && (await rows.moveBack(running as BuildRow, field)) ? 1 : 0;
}

/** Secrets Manager has a new secret before Docs uses it, and both go back to the first one afterwards. */
async function rotateSecret({ harness }: Seed, { forMs }: FaultAction): Promise<number> {
  const { docs, outputs } = harness;
  const first = outputs.test.inboxSecret;
  const next = `${first}-rotated`;
  await writeSecret(outputs.awsEndpoint, INBOX_SECRET, next);
  await sleep(forMs / 2);
  await docs.setInbox(next);
  await sleep(forMs / 2);
  await writeSecret(outputs.awsEndpoint, INBOX_SECRET, first);
  await docs.setInbox(first);
  return 1;
}

/** A fault of the embedded Docs for the next requests that it fits. */
async function failOnce({ harness: { docs } }: Seed, fault: Fault): Promise<number> {
  if (!docs.isUp()) return 0;
  await docs.control.fail(fault);
  return 1;
}
