import { addLogFields } from '../../log.ts';
import {
  endFetching,
  type FetchingBuild,
  fetchingCreatedBefore,
  fetchingSince,
  noteMessage,
  removeFetchingBuild,
} from '../../storage/rows/fetching-builds.ts';
import type { Table } from '../../storage/table/table.ts';
import { buildError } from '../build-error.ts';
import { errorsOf } from '../repair-running.ts';
import type { SendFetch } from './fetch-message.ts';

export type FetchSweepDeps = { table: Table; sendFetch: SendFetch; waitHours: number };

/** Longer than one fetch takes, so that a fetch in progress gets no second message. */
const MIN_AGE_MS = 3 * 60_000;
/** For each sweep: most old messages are not lost but wait in the queue, behind slow URLs. */
const MOST_MESSAGES = 100;

/**
 * Sends the message again for builds whose message was neither sent nor received for three minutes, and
 * ends builds that have waited too long. Safe to repeat.
 *
 * @throws the first error, after everything else is done
 */
export async function sweepFetching(deps: FetchSweepDeps, minAgeMs = MIN_AGE_MS): Promise<void> {
  const errors = await errorsOf([deps], endOverdue);
  errors.push(...(await errorsOf([deps], (each) => sendAgain(each, minAgeMs))));
  if (errors.length > 0) throw errors[0];
}

/** Ends all builds that have waited too long, also those whose message is on its way. */
async function endOverdue({ table, waitHours }: FetchSweepDeps): Promise<void> {
  const oldest = new Date(Date.now() - waitHours * 3_600_000).toISOString();
  const errors: unknown[] = [];
  for await (const builds of fetchingCreatedBefore(table, oldest))
    errors.push(...(await errorsOf(builds, (build) => endTooLate(table, build))));
  if (errors.length > 0) throw errors[0];
}

async function sendAgain({ table, sendFetch }: FetchSweepDeps, minAgeMs: number): Promise<void> {
  const before = new Date(Date.now() - minAgeMs).toISOString();
  const errors: unknown[] = [];
  let left = MOST_MESSAGES;
  for await (const builds of fetchingSince(table, before)) {
    const next = builds.slice(0, left);
    left -= next.length;
    const sent = await errorsOf(next, async (build) => {
      await sendFetch(build);
      await noteMessage(table, build);
    });
    errors.push(...sent);
    if (left === 0) break;
  }
  addLogFields({ fetchesRepaired: MOST_MESSAGES - left });
  if (errors.length > 0) throw errors[0];
}

async function endTooLate(table: Table, build: FetchingBuild): Promise<void> {
  const detail = 'The URLs of the build were not fetched before its deadline.';
  const ended = await endFetching(table, build, buildError('BUILD_TIMEOUT', detail));
  if (!ended) await removeFetchingBuild(table, build);
}
