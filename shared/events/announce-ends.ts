import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { addLogFields, count } from '../log.ts';
import { METRICS } from '../metric.ts';
import { withoutIndexKeys } from '../storage/rows/builds.ts';
import { commandOf, isCommandRow } from '../storage/rows/command-outcomes.ts';
import { READ_OPTIONS } from '../storage/table/table.ts';
import { buildEnded } from './build-events.ts';
import type { EventBus, GatewayEvent } from './bus.ts';
import { commandEnded } from './command-events.ts';

type Row = Record<string, unknown>;

/**
 * Publishes an event for every build whose row has ended, and for every command whose outcome was stored.
 * Lambda retries a failed batch in halves.
 */
export function announceEnds(bus: EventBus) {
  return async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
    const events = Records.flatMap(eventsOf);
    addLogFields({ ended: events.length });
    if (events.length > 0) await bus(...events);
  };
}

function eventsOf({ dynamodb }: DynamoDBRecord): GatewayEvent[] {
  const before = read(dynamodb?.OldImage);
  const after = read(dynamodb?.NewImage);
  if (!after) return [];
  if (isCommandRow(after)) return before ? [] : [commandEnded(commandOf(after))];
  const build = withoutIndexKeys(after);
  const ended = build.endedAt && !build.erased && before && !before.endedAt;
  if (!ended) return [];
  const { status, error } = build;
  count(METRICS.endedBuilds, { status });
  if (error) count(METRICS.failedBuilds, { code: error.code });
  return [buildEnded(build)];
}

function read(image: unknown): Row | undefined {
  return image ? unmarshall(image as Record<string, AttributeValue>, READ_OPTIONS) : undefined;
}
