import { isEndInDocs } from '../docs/builder.ts';
import type { GatewayError } from '../errors.ts';
import { COPY_FUNCTION_SECONDS } from '../limits.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import { isNeverAsked } from '../storage/rows/running-build.ts';
import type { Holder } from '../storage/rows/slots.ts';
import { askedSince } from './asked-time.ts';
import type { ExecutionState } from './executions.ts';
import { DOCS_SILENCE_MS } from './next-move.ts';

/** The row of a build, or the tombstone of an erased build. */
type Row = StoredBuild & { erased?: boolean };

/**
 * What the sweep does about a slot.
 *
 * @param build that holds the slot; undefined when its row no longer exists
 * @param now in milliseconds since 1970
 */
export function slotRepair(
  build: StoredBuild | undefined,
  holder: Holder,
  now: number,
): 'free the slot' | 'check the execution' | 'ask Docs' {
  if (build?.answer) return 'free the slot';
  if (build?.status === 'running') return 'check the execution';
  if (build && isNeverAsked(build)) return 'free the slot';
  const since = build?.askedSince ? askedSince(build) : holder.since;
  return now - since >= DOCS_SILENCE_MS ? 'free the slot' : 'ask Docs';
}

/** Whether Docs has finished a build that has ended for its caller, by what Docs answers about it. */
export function isSlotFree(answer: { state: 'running' | 'done' } | GatewayError): boolean {
  // An error that comes from Docs is an end. A failed connection or a refused token proves nothing.
  return 'state' in answer ? answer.state === 'done' : isEndInDocs(answer);
}

/** A copy may still be in progress for so long after its build has ended. */
const LATE_COPY_MS = (COPY_FUNCTION_SECONDS + 60) * 1000;
/** The sweeps of so long after the end delete what was copied before it. */
const FIRST_CLEANING_MS = 2 * 60_000;

export type CopyRepair = {
  checksExecution: boolean;
  /** Whether to delete the files that the row does not list. */
  deletesFiles: boolean;
  /** Whether to remove the build from the list of those being copied. */
  removesItem: boolean;
};

/**
 * What the sweep does about a build in the list of those being copied. A build that failed or was erased stays
 * in the list until no copy for it can be in progress any more, and is then cleaned once more.
 *
 * @param now in milliseconds since 1970
 */
export function copyRepair(build: Row | undefined, now: number): CopyRepair {
  const checksExecution = build?.status === 'running';
  if (!build || checksExecution || build.status === 'succeeded')
    return { checksExecution, deletesFiles: false, removesItem: !checksExecution };
  const endedMs = now - Date.parse(build.endedAt ?? build.createdAt);
  const isLast = !(endedMs < LATE_COPY_MS);
  return {
    checksExecution,
    deletesFiles: isLast || endedMs < FIRST_CLEANING_MS,
    removesItem: isLast,
  };
}

/** What the sweep does about a running build, by the state of its execution. */
export function executionRepair(
  state: ExecutionState,
): 'start the execution' | 'end the build' | 'nothing' {
  if (state === 'none') return 'start the execution';
  return state === 'closed' ? 'end the build' : 'nothing';
}
