export const STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

const WORDS: Record<Status, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** A status that is not known here, because it was added later, is shown as it is. */
export function statusWord(status: string): string {
  return Object.hasOwn(WORDS, status) ? WORDS[status as Status] : status;
}

export function isKnownStatus(status: string): status is Status {
  return Object.hasOwn(WORDS, status);
}
