import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { note } from '../log.ts';
import { type StoredBuild, withoutIndexKeys } from '../storage/builds.ts';
import { buildEnded, type EventBus } from './events.ts';

/** Tells of every build whose row went from open to ended; a failing batch is tried again as a whole. */
export function announceEnds(bus: EventBus) {
  return async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
    const builds = Records.flatMap(({ dynamodb }) => {
      const before = read(dynamodb?.OldImage);
      const after = read(dynamodb?.NewImage);
      return after?.endedAt && !after.erased && before && !before.endedAt ? [after] : [];
    });
    note({ ended: builds.length });
    if (builds.length > 0) await bus(...builds.map(buildEnded));
  };
}

function read(image: unknown): (StoredBuild & { erased?: boolean }) | undefined {
  return image ? withoutIndexKeys(unmarshall(image as Record<string, AttributeValue>)) : undefined;
}
