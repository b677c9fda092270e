import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { AWS_ERRORS, ERRORS } from '../../../shared/errors.ts';
import { machineOf, readMachine } from '../../support/aws/state-machine.ts';
import { readStack } from '../../support/aws/template.ts';

const { tasks } = readMachine();

test('every error that is retried is in the table of errors', () => {
  const known = new Set<string>([
    ...Object.values(ERRORS).map(({ name }) => name),
    ...Object.keys(AWS_ERRORS),
  ]);
  const retried = tasks.flatMap(([, { Retry = [] }]) => Retry.flatMap((one) => one.ErrorEquals));

  ok(retried.length > 0);
  deepEqual(
    retried.filter((name) => !known.has(name)),
    [],
  );
});

test('every task retries transient errors, with jitter', () => {
  for (const [name, { Retry = [] }] of tasks) {
    const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    ok(errors.includes('Lambda.TooManyRequestsException'), name);
    ok(errors.includes('NotYetError'), name);
    ok(errors.includes('Lambda.ResourceNotReadyException'), name); // inactive in a VPC
    equal(new Set(errors).size, errors.length, `${name} names an error twice`);
    for (const { JitterStrategy } of Retry) equal(JitterStrategy, 'FULL', name);
  }
});

test('every task whose function is killed or times out is tried three times more', () => {
  for (const [name, { Retry = [] }] of tasks) {
    const cutOff = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('Runtime.ExitError'));

    deepEqual(
      cutOff?.ErrorEquals,
      ['Sandbox.Timedout', 'Runtime.ExitError', 'Runtime.OutOfMemory', 'States.Timeout'],
      name,
    );
    equal(cutOff?.MaxAttempts, 3, name);
  }
});

test('every task waits for a function whose network interfaces or code are not ready', () => {
  for (const [name, { Retry = [] }] of tasks) {
    const inactive = Retry.find(({ ErrorEquals }) =>
      ErrorEquals.includes('Lambda.ResourceNotReadyException'),
    );

    deepEqual(
      inactive?.ErrorEquals,
      [
        'Lambda.ResourceNotReadyException',
        'Lambda.ResourceConflictException',
        'Lambda.EC2ThrottledException',
        'Lambda.EC2UnexpectedException',
        'Lambda.ENILimitReachedException',
        'Lambda.ENINotReadyException',
        'Lambda.SubnetIPAddressLimitReachedException',
      ],
      name,
    );
    equal(inactive?.MaxAttempts, 12, name);
  }
});

test('an outage of the table or of S3 is retried for half a minute on average and for at most a minute', () => {
  for (const [name, { Retry = [] }] of tasks) {
    const storage = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('StorageFailedError'));
    const { IntervalSeconds = 0, BackoffRate = 0, MaxDelaySeconds = 0 } = storage ?? {};
    const longest = Array.from({ length: storage?.MaxAttempts ?? 0 }, (_, retry) =>
      Math.min(IntervalSeconds * BackoffRate ** retry, MaxDelaySeconds),
    );
    deepEqual(longest, [2, 4, 8, 15, 15, 15], name); // full jitter waits for half of each on average
  }
});

test('a final error of the gateway is not retried', () => {
  const retried = new Set(
    tasks.flatMap(([, { Retry = [] }]) => Retry.flatMap((one) => one.ErrorEquals)),
  );

  deepEqual(
    Object.values(ERRORS)
      .map(({ name }) => name as string)
      .filter((name) => retried.has(name)),
    ['StorageFailedError'],
  );
});

function retriesFor(buildMinutes: number) {
  const { States, TimeoutSeconds } = machineOf(readStack({ limits: { buildMinutes } }));
  const { Retry = [] } = States['Ask Docs'] ?? {};
  const notYet = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('NotYetError'));
  return { notYet, TimeoutSeconds };
}

for (const buildMinutes of [1, 45, 720]) {
  test(`with ${buildMinutes} minutes for a build, the retries of NotYetError and the timeout of the execution are longer`, () => {
    const { notYet, TimeoutSeconds } = retriesFor(buildMinutes);

    const averageSeconds = (notYet?.MaxDelaySeconds ?? 0) / 2; // of a wait with full jitter
    ok((notYet?.MaxAttempts ?? 0) * averageSeconds >= 1.5 * buildMinutes * 60);
    ok(TimeoutSeconds > buildMinutes * 60);
  });

  test(`with ${buildMinutes} minutes for a build, the history has room for four copies that wait until its deadline`, () => {
    const { notYet } = retriesFor(buildMinutes);

    const waits = (buildMinutes * 60) / ((notYet?.MaxDelaySeconds ?? 0) / 2);
    ok(4 * waits * EVENTS_OF_A_RETRY < 0.75 * MOST_EVENTS);
  });
}

/** Scheduled, started, failed. */
const EVENTS_OF_A_RETRY = 3;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;
