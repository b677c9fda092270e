import { idOfSource } from '../ids.ts';
import type { StoredCommand } from '../storage/rows/command-outcomes.ts';
import type { GatewayEvent } from './bus.ts';

/** The event of a queued command that has an outcome. */
export function commandEnded(ended: StoredCommand): GatewayEvent {
  const { tenant, id, origin, correlationId, command, answer, error } = ended;
  const eventId = idOfSource(Date.parse(ended.endedAt), 'command', tenant, id);
  return {
    detailType: error ? 'Command Failed' : 'Command Completed',
    metadata: { id: eventId, version: '1', tenant, correlationId },
    data: { id, origin, command, ...(error ? { error } : { answer }) },
  };
}
