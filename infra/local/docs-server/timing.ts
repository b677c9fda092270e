/** How long Docs takes over documents, in milliseconds; tests may write to it at any time. */
export type Timing = {
  /** From the last editor's leaving to the making of the final file. */
  saveDelayMs: number;
  /** Before each further try to hand a final save over. */
  retryMs: number[];
  /** How long a callback may stay unanswered. */
  callbackTimeoutMs: number;
  /** How long after a final save the same key can only be looked at. */
  reopenAfterMs: number;
};

/** The packaged server's own. */
export const TIMING: Timing = {
  saveDelayMs: 5_000,
  retryMs: [1_000, 2_000, 4_000],
  callbackTimeoutMs: 600_000,
  reopenAfterMs: 300_000,
};
