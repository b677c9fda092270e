import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { AWS_ERRORS, ErrorName } from '../shared/errors.ts';

/** An error name that `shared/errors.ts` does not list does not compile. */
type Retried = ErrorName | keyof typeof AWS_ERRORS;
export type Retry = RetryProps & { readonly errors: Retried[] };

/**
 * Lambda makes a function in a VPC inactive when it was idle for weeks. The first call fails, and the next ones
 * fail until its network interfaces exist again: a minute or two. Twelve retries take two and a half minutes. EC2 may
 * refuse such an interface for a while, and an update of the function may be in progress.
 */
const INACTIVE: Retry = {
  errors: [
    'Lambda.ResourceNotReadyException',
    'Lambda.ResourceConflictException',
    'Lambda.EC2ThrottledException',
    'Lambda.EC2UnexpectedException',
    'Lambda.ENILimitReachedException',
    'Lambda.ENINotReadyException',
    'Lambda.SubnetIPAddressLimitReachedException',
  ],
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxDelay: Duration.seconds(30),
  maxAttempts: 12,
  jitterStrategy: JitterType.FULL,
};

/** Lambda failed without reporting whether the function ran. Six retries take half a minute. */
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

/**
 * S3, the table or another service refused a call or truncated an object, also after the SDK's own retries. With
 * full jitter, six retries take half a minute on average: an outage of a few seconds ends no build, and a bucket that
 * denies access ends one within a minute.
 */
const STORAGE: Retry = {
  errors: ['StorageFailedError'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(15),
  maxAttempts: 6,
  jitterStrategy: JitterType.FULL,
};

/** A function that timed out or crashed, also several times in a row. Every step is safe to repeat. */
const CUT_OFF: Retry = {
  errors: ['Sandbox.Timedout', 'Runtime.ExitError', 'Runtime.OutOfMemory', 'States.Timeout'],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxAttempts: 3,
  jitterStrategy: JitterType.FULL,
};

/** An execution history has at most 25,000 events, and each wait of four parallel copies adds twelve. */
const MOST_WAITS = 1_500;

/**
 * The retries of every step. `NotYetError` is retried until the build's deadline, at which the function
 * itself fails the build: with full jitter the average delay is half of `maxDelay`, and the count assumes
 * a third of it. Throttling by Lambda is retried for a third of that time, in each step.
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
  return [throttled, INACTIVE, LAMBDA, STORAGE, notYet, CUT_OFF];
}
