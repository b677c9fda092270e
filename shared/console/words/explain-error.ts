import { type GatewayError, isGatewayError } from '../../client/errors.ts';
import type { FieldError } from '../../client/types.ts';

/** An error in words for the reader of a page. */
export type Explained = {
  kind: 'offline' | 'expired' | 'refused' | 'missing' | 'busy' | 'late' | 'fault';
  title: string;
  /** What the gateway said, and what can be done. */
  detail: string;
  /** The id under which the gateway logged the request. */
  requestId?: string;
};

const TITLES: Record<Explained['kind'], string> = {
  offline: 'No connection to the gateway',
  expired: 'Your sign-in has expired',
  refused: 'You may not do this',
  missing: 'Not found',
  busy: 'The gateway is busy',
  late: 'The gateway did not answer in time',
  fault: 'This did not work',
};

/** Sentences for what an answer alone does not explain. */
const HINTS: Partial<Record<Explained['kind'], string>> = {
  offline: 'Check your connection. This page tries again by itself where it can.',
  expired: 'Sign in again; what you were writing is kept.',
  refused: 'Your token does not have the scope for it.',
  busy: 'Wait a moment, then try again.',
  late: 'It may be busy. Try again.',
};

export function explainError(error: unknown): Explained {
  if (!isGatewayError(error)) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: 'fault', title: TITLES.fault, detail };
  }
  const kind = kindOf(error);
  const said = kind === 'offline' || kind === 'late' || kind === 'expired' ? '' : error.message;
  return {
    kind,
    title: TITLES[kind],
    detail: [said, HINTS[kind]].filter(Boolean).join(' '),
    ...(error.requestId && { requestId: error.requestId }),
  };
}

function kindOf({ name, code, status }: GatewayError): Explained['kind'] {
  if (code === 'TIMEOUT' || status === 504) return 'late';
  if (name === 'ConnectionError') return 'offline';
  if (status === 401) return 'expired';
  if (status === 403) return 'refused';
  if (status === 404 || status === 410) return 'missing';
  if (status === 429 || status === 503) return 'busy';
  return 'fault';
}

/** The wrong values of a request, with their places; none for an error that is not about values. */
export function fieldErrors(error: unknown): FieldError[] {
  return isGatewayError(error) && error.name === 'RequestError' ? error.errors : [];
}

/** Whether the same request may succeed in a moment, so that a list goes on asking. */
export function mayPass(error: unknown): boolean {
  return isGatewayError(error) && error.retryable;
}
