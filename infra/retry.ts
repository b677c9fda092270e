import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { AWS_ERRORS, ErrorName } from '../shared/errors.ts';

/** A name that does not stand in the table of errors does not compile. */
type Retried = ErrorName | keyof typeof AWS_ERRORS;
export type Retry = RetryProps & { readonly errors: Retried[] };

/** Lambda could not say what it did. Six tries are half a minute. */
const LAMBDA: Retry = {
  errors: [
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.Unknown',
  ],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxDelay: Duration.seconds(30),
  maxAttempts: 6,
  jitterStrategy: JitterType.FULL,
};

/** S3 refused, or cut an object short, after the SDK's own tries. */
const STORAGE: Retry = {
  errors: ['StorageFailedError'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 3,
  jitterStrategy: JitterType.FULL,
};

/** A function that was cut off once is tried once more: what it did is safe to repeat. */
const CUT_OFF: Retry = {
  errors: ['Sandbox.Timedout', 'Runtime.ExitError', 'States.Timeout'],
  interval: Duration.seconds(1),
  maxAttempts: 1,
  jitterStrategy: JitterType.FULL,
};

/** A history ends at 25,000 events: four copies that wait side by side make twelve for each wait. */
const MOST_WAITS = 1_500;

/**
 * What every step tries again. *Not yet* is tried until the build's deadline, where the function itself
 * gives up: with full jitter a try waits half the delay on average, and counted as a third they outlast
 * it. An account whose concurrency is used up is waited for a third as long, by each step anew.
 */
export function retries(buildMinutes: number): Retry[] {
  const seconds = buildMinutes * 60;
  const longest = Math.max(30, Math.ceil((2 * seconds) / MOST_WAITS));
  const patient = {
    backoffRate: 2,
    maxDelay: Duration.seconds(longest),
    jitterStrategy: JitterType.FULL,
  };
  const throttled: Retry = {
    errors: ['Lambda.TooManyRequestsException', 'Lambda.ServiceException'],
    interval: Duration.seconds(1),
    maxAttempts: Math.ceil(seconds / 3 / (longest / 2)),
    ...patient,
  };
  const notYet: Retry = {
    errors: ['NotYetError'],
    interval: Duration.seconds(5),
    maxAttempts: Math.ceil(seconds / (longest / 3)),
    ...patient,
  };
  return [throttled, LAMBDA, STORAGE, notYet, CUT_OFF];
}
