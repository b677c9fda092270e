/** The state of a document that a callback reports, and Docs' number for it. */
export const STATUS_NUMBERS = {
  editing: 1,
  saved: 2,
  'save-failed': 3,
  closed: 4,
  'force-saved': 6,
  'force-save-failed': 7,
} as const;

export type CallbackStatus = keyof typeof STATUS_NUMBERS;

/** The statuses of a save that succeeded, and so has a document. */
export type SavedStatus = 'saved' | 'force-saved';
/** The statuses of a save, whether it succeeded or failed. */
export type CallbackSaveStatus = SavedStatus | 'save-failed' | 'force-save-failed';

const STATUSES = Object.keys(STATUS_NUMBERS) as CallbackStatus[];

/** @throws {Error} for a number that Docs does not document */
export function statusOf(number: number): CallbackStatus {
  const status = STATUSES.find((each) => STATUS_NUMBERS[each] === number);
  if (!status) throw new Error(`${number} is not the status of a callback`);
  return status;
}

/** Whether a callback of this status has a document to store. */
export function hasDocument(status: CallbackStatus): status is SavedStatus {
  return status === 'saved' || status === 'force-saved';
}

/** Whether a callback of this status reports a save, successful or failed. */
export function isSave(status: CallbackStatus): status is CallbackSaveStatus {
  return hasDocument(status) || status === 'save-failed' || status === 'force-save-failed';
}
