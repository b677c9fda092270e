/**
 * How long AWS is waited for before the SDK tries again, in milliseconds: a `requestHandler` of its clients.
 * It answers in a few; a lost connection would else hold a function up until its own time is over.
 */
const patience = (requestTimeout: number) => ({
  connectionTimeout: 2_000,
  requestTimeout,
  throwOnRequestTimeout: true, // else the time only makes a warning
});

/** For what a call to Docs waits for as well: Docs has its own patience with us. */
export const SECRET_CALLS = patience(3_000);
export const SHORT_CALLS = patience(10_000);
/** From the first byte of a part of a file to S3's answer; some functions themselves have less time. */
export const TRANSFERS = patience(60_000);
