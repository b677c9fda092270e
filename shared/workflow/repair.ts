import { isEndInDocs } from '../docs/builder.ts';
import type { GatewayError } from '../errors.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import type { Holder } from '../storage/rows/slots.ts';
import type { ExecutionState } from './executions.ts';
import { askedSince, DOCS_SILENCE_MS } from './next-move.ts';

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
  const since = build?.askedSince ? askedSince(build) : holder.since;
  return now - since >= DOCS_SILENCE_MS ? 'free the slot' : 'ask Docs';
}

/** Whether Docs has finished a build that has ended for its caller, by what Docs answers about it. */
export function isSlotFree(answer: { state: 'running' | 'done' } | GatewayError): boolean {
  // An error that comes from Docs is an end. A failed connection or a refused token proves nothing.
  return 'state' in answer ? answer.state === 'done' : isEndInDocs(answer);
}

/** What the sweep does about a build in the list of those being copied. */
export function copyRepair(
  build: Row | undefined,
): 'check the execution' | 'delete its unlisted files' | 'remove it from the list' {
  if (build?.status === 'running') return 'check the execution';
  const mayHaveUnlistedFiles = build && !build.erased && build.status !== 'succeeded';
  return mayHaveUnlistedFiles ? 'delete its unlisted files' : 'remove it from the list';
}

/** What the sweep does about a running build, by the state of its execution. */
export function executionRepair(
  state: ExecutionState,
): 'start the execution' | 'end the build' | 'nothing' {
  if (state === 'none') return 'start the execution';
  return state === 'closed' ? 'end the build' : 'nothing';
}
