/**
 * The delays and time-outs of Docs for documents, in milliseconds; tests may change them at any
 * time.
 */
export type Timing = {
  /** From the last editor leaving to the final save. */
  saveDelayMs: number;
  /** Before each retry of the callback of a final save. */
  retryMs: number[];
  /** How long Docs waits for the answer to a callback. */
  callbackTimeoutMs: number;
  /** How long a document is read-only after its final save. */
  reopenAfterMs: number;
};

/** The defaults of the packaged server. */
export const TIMING: Timing = {
  saveDelayMs: 5_000,
  retryMs: [1_000, 2_000, 4_000],
  callbackTimeoutMs: 600_000,
  reopenAfterMs: 300_000,
};
