import { env } from '../../shared/env.ts';
import { announceEnds } from '../../shared/events/announce.ts';
import { eventBus } from '../../shared/events/events.ts';
import { invocation } from '../../shared/invocation.ts';

const bus = eventBus(env('BUS_NAME'));

/** The table's stream → one event for each build and each queued command that ended. */
export const handler = invocation('announce-end', announceEnds(bus));
