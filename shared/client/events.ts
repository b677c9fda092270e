import { EventError } from './errors.ts';
import type { components } from './openapi.d.ts';

type Schemas = components['schemas'];
/** An event as EventBridge delivers it. */
type Delivered = Schemas['GatewayEvent'];
type EventMetadata = Schemas['EventMetadata'];

type EventOf<Envelope> = Envelope extends {
  'detail-type': infer Type;
  detail: { metadata: EventMetadata; data: infer Data };
}
  ? { type: Type; metadata: EventMetadata; data: Data }
  : never;

/** One of the ten types of events. `type` tells them apart. */
export type GatewayEvent = EventOf<Delivered>;

/** A type of event that a later version of the gateway added. Ignore it. */
export type AddedEvent = {
  type: 'added later';
  /** Its `detail-type`. */
  addedType: string;
  metadata: EventMetadata;
  data: unknown;
};

const TYPES: GatewayEvent['type'][] = [
  'Build Succeeded',
  'Build Failed',
  'Build Cancelled',
  'Command Completed',
  'Command Failed',
  'Document Editing',
  'Document Saved',
  'Document Save Failed',
  'Document Closed',
  'Request Refused',
];

/**
 * Reads an event of the gateway.
 *
 * @param input the event as EventBridge delivers it, or its JSON, as the body of an SQS message
 * @throws {EventError} when it is not an event of the gateway
 */
export function parseEvent(input: unknown): GatewayEvent | AddedEvent {
  const { source, 'detail-type': type, detail } = (objectOf(input) ?? {}) as Partial<Delivered>;
  const { metadata, data } = (objectOf(detail) ?? {}) as Partial<Delivered['detail']>;
  if (source !== 'docs-gateway' || typeof type !== 'string' || typeof metadata?.id !== 'string') {
    throw new EventError({
      code: 'EVENT_INVALID',
      message:
        'This is not an event of the gateway: source, detail-type or detail.metadata.id is missing.',
      retryable: false,
    });
  }
  const event = TYPES.includes(type) ? { type } : { type: 'added later', addedType: type };
  return { ...event, metadata, data } as GatewayEvent | AddedEvent;
}

function objectOf(input: unknown): object | undefined {
  try {
    const value: unknown = typeof input === 'string' ? JSON.parse(input) : input;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps ids of events. A `Set` is one that lives as long as the process. */
export type EventStore = {
  has(id: string): boolean | Promise<boolean>;
  add(id: string): unknown;
};

/**
 * Whether an event was handled before. The gateway delivers each event at least once, in no order.
 *
 * Add `event.metadata.id` to the store once the event is handled, and not before: an event whose handling
 * failed is then handled again when it is delivered again.
 */
export async function isRepeat(
  store: EventStore,
  event: { metadata: { id: string } },
): Promise<boolean> {
  return await store.has(event.metadata.id);
}

/**
 * Handles an event unless it was handled before, and then adds it to the store.
 *
 * @returns whether it was handled now
 * @throws what `handle` throws; the event is then not added
 */
export async function handleOnce<Event extends { metadata: { id: string } }>(
  store: EventStore,
  event: Event,
  handle: (event: Event) => unknown,
): Promise<boolean> {
  if (await isRepeat(store, event)) return false;
  await handle(event);
  await store.add(event.metadata.id);
  return true;
}
