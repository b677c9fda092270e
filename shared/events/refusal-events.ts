import type { Origin } from '../build/build.ts';
import type { ErrorCode, FieldError } from '../errors.ts';
import { idOfSource } from '../ids.ts';
import type { GatewayEvent } from './bus.ts';

/** The data of a `Request Refused` event. */
export type Refusal = {
  origin: Origin | 'callback';
  code: ErrorCode;
  detail: string;
  errors: FieldError[];
  /** The id that the sender gave. */
  id?: string;
};

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
