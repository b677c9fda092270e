/**
 * The `requestHandler` of an AWS client: after these milliseconds without an answer, the SDK tries
 * again. Without it, a lost connection blocks a function until its own time-out.
 */
const timeouts = (requestTimeout: number) => ({
  connectionTimeout: 2_000,
  requestTimeout,
  throwOnRequestTimeout: true, // without it, the SDK only logs a warning
});

/** For Secrets Manager; shorter, since requests to Docs wait for the secret. */
export const SECRET_CALLS = timeouts(3_000);
/** For all other services except S3. */
export const SHORT_CALLS = timeouts(10_000);
/** Per request to S3: one part of a file, from its first byte to S3's answer. */
export const TRANSFERS = timeouts(60_000);
