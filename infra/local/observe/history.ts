import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { nameOf } from '../../../shared/errors.ts';
import type { Place } from './place.ts';

/**
 * Reads the history of a run's execution, each event once.
 *
 * @returns a function that returns the events since its last call, oldest first; an empty list before the
 *   execution has started
 */
export function historyReader(
  { aws, stateMachineArn }: Place,
  run: string,
): () => Promise<HistoryEvent[]> {
  const sfn = new SFNClient(aws);
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
  let seen = 0;

  /** Reads newest first, so that it can stop at the first known event. */
  async function readNew(): Promise<HistoryEvent[]> {
    const found: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, nextToken }),
      );
      const fresh = (page.events ?? []).filter(({ id = 0 }) => id > seen);
      found.push(...fresh);
      nextToken = fresh.length === page.events?.length ? page.nextToken : undefined;
    } while (nextToken !== undefined);
    return found.reverse();
  }

  return async () => {
    const events = await readNew().catch((error: unknown) => {
      if (nameOf(error) === 'ExecutionDoesNotExist') return [];
      throw error;
    });
    seen = events.at(-1)?.id ?? seen;
    return events;
  };
}
