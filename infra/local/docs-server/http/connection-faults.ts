import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults, Place } from '../faults.ts';
import { endWith, endWithPage } from './response.ts';

/**
 * Applies the connection faults that are switched on for a place.
 *
 * @returns true if the request needs no further answer
 */
export async function applyFault(
  faults: Faults,
  place: Place,
  response: ServerResponse,
): Promise<boolean> {
  const slow = faults.take('slow', place);
  if (slow) await sleep(slow.seconds * 1000);
  if (faults.take('silent', place)) return true;
  if (faults.take('drop', place)) {
    response.socket?.destroy();
    return true;
  }
  const status = faults.take('status', place);
  if (status) {
    if (status.retryAfter !== undefined) response.setHeader('retry-after', status.retryAfter);
    endWith(response, status.status);
    return true;
  }
  if (faults.take('html', place)) {
    endWithPage(response, 200, 'The service is starting');
    return true;
  }
  if (faults.take('cut-json', place)) cutShort(response);
  return false;
}

/** Sends only the first half of the body, in a response that is otherwise complete. */
function cutShort(response: ServerResponse) {
  const end = response.end.bind(response) as (body: string) => ServerResponse;
  response.end = ((body: string) => end(body.slice(0, body.length / 2))) as typeof response.end;
}
