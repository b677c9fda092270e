import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SHORT_CALLS } from '../aws.ts';
import type { Build, Origin } from '../build/build.ts';
import { env } from '../env.ts';
import type { ErrorCode, FieldError } from '../errors.ts';
import { firstItemsWithin, jsonBytes } from '../fit.ts';
import { idOfSource } from '../ids.ts';
import { utf8Length } from '../json.ts';
import { viewBuild } from '../storage/build-view.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import type { StoredCommand } from '../storage/rows/command-outcomes.ts';

const SOURCE = 'docs-gateway';

/** The types of the events that this gateway publishes. */
export type DetailType =
  | 'Build Succeeded'
  | 'Build Failed'
  | 'Build Cancelled'
  | 'Command Completed'
  | 'Command Failed'
  | 'Request Refused'
  | 'Document Editing'
  | 'Document Saved'
  | 'Document Save Failed'
  | 'Document Closed';

export type GatewayEvent = {
  detailType: DetailType;
  metadata: { id: string; version: '1'; tenant: string; correlationId: string };
  data: unknown;
};

/** The data of a `Request Refused` event. */
export type Refusal = {
  origin: Origin | 'callback';
  code: ErrorCode;
  detail: string;
  errors: FieldError[];
  /** The id that the sender gave. */
  id?: string;
};

export type EventBus = (...events: GatewayEvent[]) => Promise<void>;

/** EventBridge accepts 256 KB. The list of files of a larger build is cut. */
const MAX_DETAIL_BYTES = 200 * 1024;
const MAX_LISTED_FILES = 100;
const ENTRIES_PER_CALL = 10;
const MAX_CALL_BYTES = 256 * 1024;
/** For the source and the detail type, which count too. */
const ENTRY_MARGIN_BYTES = 200;

const BUILD_ENDED: Partial<Record<StoredBuild['status'], DetailType>> = {
  succeeded: 'Build Succeeded',
  failed: 'Build Failed',
  cancelled: 'Build Cancelled',
};

/** @throws {Error} when the bus refuses an entry; the caller then publishes all of them again */
export function eventBus(
  name: string,
  client = new EventBridgeClient({ requestHandler: SHORT_CALLS }),
): EventBus {
  return async (...events) => {
    const entries = events.map(({ detailType, ...detail }) => ({
      EventBusName: name,
      Source: SOURCE,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    }));
    for (const Entries of inCalls(entries)) {
      const { FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries }));
      if (FailedEntryCount > 0) throw new Error(`the bus refused ${FailedEntryCount} events`);
    }
  };
}

/** The stack's event bus; call it at cold start. */
export function busFromEnv(): EventBus {
  return eventBus(env('BUS_NAME'));
}

/** EventBridge accepts ten entries in one call, and 256 KB in all of them together. */
function inCalls<T extends { Detail: string }>(entries: T[]): T[][] {
  const calls: T[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = utf8Length(entry.Detail) + ENTRY_MARGIN_BYTES;
    const call = calls.at(-1);
    const fits = call && call.length < ENTRIES_PER_CALL && bytes + size <= MAX_CALL_BYTES;
    bytes = fits ? bytes + size : size;
    if (fits) call.push(entry);
    else calls.push([entry]);
  }
  return calls;
}

/** The event of a build's end. Its id is made from the time of the end, so that every repetition has the same id. */
export function buildEnded(build: StoredBuild): GatewayEvent {
  const detailType = BUILD_ENDED[build.status];
  if (!detailType || !build.endedAt) throw new Error(`build ${build.run} has not ended`);
  const { tenant, correlationId } = build;
  const id = idOfSource(Date.parse(build.endedAt), 'end', build.run, build.status);
  return {
    detailType,
    metadata: { id, version: '1', tenant, correlationId },
    data: fitting(viewBuild(build)),
  };
}

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

/** The event of a refused request. Its id is made from `source`, so that every repetition has the same id. */
export function requestRefused(
  source: { time: number; tenant: string; correlationId: string; sourceId: string },
  refusal: Refusal,
): GatewayEvent {
  const { time, tenant, correlationId, sourceId } = source;
  const id = idOfSource(time, 'refused', refusal.origin, sourceId);
  return {
    detailType: 'Request Refused',
    metadata: { id, version: '1', tenant, correlationId },
    data: refusal,
  };
}

/** A build that is too large for an event, with as many of its first hundred files as fit. */
function fitting(build: Build): Build & { filesOmitted?: number } {
  if (jsonBytes(build) <= MAX_DETAIL_BYTES) return build;
  const bytesLeft = MAX_DETAIL_BYTES - jsonBytes({ ...build, files: [] });
  const files = firstItemsWithin(build.files.slice(0, MAX_LISTED_FILES), bytesLeft);
  return { ...build, files, filesOmitted: build.files.length - files.length };
}
