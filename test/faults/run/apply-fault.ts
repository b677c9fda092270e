import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRecord } from '../model/world.ts';
import { awsFault } from '../proxy/aws-faults.ts';
import { docsFault } from '../proxy/docs-faults.ts';
import type { HttpFault, HttpProxy } from '../proxy/http-proxy.ts';
import type { Toxic } from '../proxy/toxics.ts';
import { kindOf } from '../schedule/fault-kinds.ts';
import type { FaultAction } from '../schedule/schedule.ts';
import type { Harness } from '../world/harness.ts';
import { MOMENTS } from './moments.ts';
import type { Seed } from './seed-context.ts';

/** Applies a fault for as long as its action says. */
export async function applyFault(seed: Seed, action: FaultAction): Promise<FaultRecord> {
  const calls = awsFault(action);
  if (calls && kindOf(action.fault).isArmed) return arm(seed, action, calls);
  const from = Date.now();
  const effect = await effectOf(seed, action);
  const to = Date.now();
  if (typeof effect === 'number') return { action, from, to, hits: effect };
  return { action, from, to, hits: effect.runs.length, runs: effect.runs };
}

/** @returns how often it did something, or the runs of the builds that it was aimed at */
async function effectOf(seed: Seed, action: FaultAction): Promise<number | { runs: string[] }> {
  const { harness } = seed;
  const moment = MOMENTS[action.fault];
  if (moment) return moment(seed, action);
  const answers = docsFault(action);
  if (answers) return whileOn(harness.docsAnswers, answers, action.forMs);
  const calls = awsFault(action);
  if (calls) return whileOn(harness.aws, calls, action.forMs);
  return toxicFor(harness, action);
}

/** Keeps a fault for the next requests to AWS that it fits, until the schedule has settled. */
function arm(seed: Seed, action: FaultAction, fault: HttpFault): FaultRecord {
  seed.disarms.push(seed.harness.aws.add(fault));
  return {
    action,
    from: Date.now(),
    to: Number.POSITIVE_INFINITY,
    get hits() {
      return fault.hits;
    },
  };
}

async function whileOn(proxy: HttpProxy, fault: HttpFault, forMs: number): Promise<number> {
  const remove = proxy.add(fault);
  await sleep(forMs);
  remove();
  return fault.hits;
}

async function toxicFor({ docsConnections }: Harness, action: FaultAction): Promise<number> {
  const { fault, value = 0, forMs } = action;
  const { toxic, remove } = docsConnections.add({ type: fault as Toxic['type'], value });
  await sleep(forMs);
  remove();
  return toxic.hits;
}
