/**
 * How long AWS is waited for before the SDK tries again, in milliseconds: it answers in a few, and without
 * a limit one lost connection holds a function up until its own time is over.
 */
export const SHORT_CALLS = {
  connectionTimeout: 2_000,
  requestTimeout: 3_000,
  throwOnRequestTimeout: true, // else the time only makes a warning
};
