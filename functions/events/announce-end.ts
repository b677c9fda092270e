import { announceEnds } from '../../shared/events/announce-ends.ts';
import { busFromEnv } from '../../shared/events/bus.ts';
import { invocation } from '../../shared/invocation.ts';

const bus = busFromEnv();

/** The table's stream: publishes one event for each build and each queued command that has ended. */
export const handler = invocation('announce-end', announceEnds(bus));
