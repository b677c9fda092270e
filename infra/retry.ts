import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { AWS_ERRORS, ErrorName } from '../shared/errors.ts';

/** A name that does not stand in the table of errors does not compile. */
type Retried = ErrorName | keyof typeof AWS_ERRORS;
export type Retry = RetryProps & { readonly errors: Retried[] };

/** Lambda could not be asked, or could not say. Six tries are a minute and a half. */
const LAMBDA: Retry = {
  errors: [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
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
  errors: ['Sandbox.Timedout', 'States.Timeout'],
  interval: Duration.seconds(1),
  maxAttempts: 1,
  jitterStrategy: JitterType.FULL,
};

/**
 * What every step tries again. *Not yet* is tried until the build's deadline, where the function itself
 * gives up: with full jitter a try waits 15 seconds on average, and counted as ten they outlast it.
 */
export function retries(buildMinutes: number): Retry[] {
  const notYet: Retry = {
    errors: ['NotYetError'],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxDelay: Duration.seconds(30),
    maxAttempts: Math.ceil((buildMinutes * 60) / 10),
    jitterStrategy: JitterType.FULL,
  };
  return [LAMBDA, STORAGE, notYet, CUT_OFF];
}
