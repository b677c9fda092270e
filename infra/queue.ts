import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  COMMANDS_FUNCTION_SECONDS,
  deliveriesOf,
  FETCH_FUNCTION_SECONDS,
} from '../shared/limits.ts';
import { type GatewayFunction, grant } from './functions/function.ts';

export interface WorkQueueProps {
  /** The timeout of the function that reads the queue. */
  readonly consumerTimeout: Duration;
  /** How often a message is delivered before it is moved to the dead-letter queue. */
  readonly tries: number;
}

export interface FeedOptions {
  /** The most messages for one invocation; 10 by default. */
  readonly batchSize?: number;
  /** The most invocations at once; 20 by default, so that one queue cannot use up the account's concurrency. */
  readonly maxConcurrency?: number;
}

/** A queue, its dead-letter queue, and the settings that its function shares with both. */
export class WorkQueue extends Construct {
  readonly queue: sqs.IQueue;
  readonly dead: sqs.IQueue;
  readonly consumerTimeout: Duration;

  constructor(scope: Construct, id: string, { consumerTimeout, tries }: WorkQueueProps) {
    super(scope, id);
    this.consumerTimeout = consumerTimeout;
    this.dead = deadLetterQueue(this, 'Dead');
    this.queue = new sqs.Queue(this, 'Resource', {
      deadLetterQueue: { queue: this.dead, maxReceiveCount: tries },
      // Six times the consumer's timeout, or a throttled batch is delivered twice.
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      // A message keeps its age in the dead-letter queue: seven days here leave seven there.
      retentionPeriod: Duration.days(7),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
  }

  /** Lets `consumer` read the queue; SQS delivers again only the messages of a batch that failed. */
  feed(consumer: GatewayFunction, { batchSize = 10, maxConcurrency = 20 }: FeedOptions = {}): void {
    consumer.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize, reportBatchItemFailures: true, maxConcurrency }),
    );
  }

  grantSend(to: GatewayFunction): void {
    grant(to, ['sqs:SendMessage'], [this.queue.queueArn]);
  }

  /** Allows sending a message that can never succeed to the dead-letter queue, with the reason. */
  grantRefuse(to: GatewayFunction): void {
    grant(to, ['sqs:SendMessage'], [this.dead.queueArn]);
  }
}

export interface QueuesProps {
  /** Takes the events that EventBridge cannot deliver. */
  readonly undelivered: sqs.IQueue;
}

/**
 * Queues of requests (from senders, the bus and S3), of callbacks, of builds whose URLs must be fetched, and
 * of signals to start waiting builds.
 */
export class Queues extends Construct {
  readonly builds: WorkQueue;
  readonly uploads: WorkQueue;
  readonly starts: WorkQueue;
  readonly fetches: WorkQueue;
  readonly callbacks: WorkQueue;
  readonly commands: WorkQueue;

  constructor(scope: Construct, id: string, { undelivered }: QueuesProps) {
    super(scope, id);
    // Ten builds, each some S3 and table calls of milliseconds: the rest is for their retries.
    this.builds = new WorkQueue(this, 'Builds', {
      consumerTimeout: Duration.seconds(60),
      tries: deliveriesOf('builds'),
    });
    // The same, and up to 20 MiB to read and to stage for each.
    this.uploads = new WorkQueue(this, 'Uploads', {
      consumerTimeout: Duration.seconds(120),
      tries: deliveriesOf('uploads'),
    });
    // Some transactions and StartExecution for each free slot; the next signal continues.
    this.starts = new WorkQueue(this, 'Starts', {
      consumerTimeout: Duration.seconds(30),
      tries: deliveriesOf('starts'),
    });
    // The URLs of one build.
    this.fetches = new WorkQueue(this, 'Fetches', {
      consumerTimeout: Duration.seconds(FETCH_FUNCTION_SECONDS),
      tries: deliveriesOf('fetches'),
    });
    this.callbacks = new WorkQueue(this, 'Callbacks', {
      consumerTimeout: Duration.minutes(15), // one document, of 1 GiB at the most
      tries: deliveriesOf('callbacks'),
    });
    // Ten commands side by side, each of milliseconds; a forgotten file may take minutes to copy.
    this.commands = new WorkQueue(this, 'Commands', {
      consumerTimeout: Duration.seconds(COMMANDS_FUNCTION_SECONDS),
      tries: deliveriesOf('commands'),
    });
    this.allowUploadNotifications();
    this.signalEachMinute(undelivered);
  }

  private signalEachMinute(undelivered: sqs.IQueue): void {
    new events.Rule(this, 'Each minute', {
      description: 'Signals that waiting builds may start, in case a signal was lost',
      schedule: events.Schedule.rate(Duration.minutes(1)), // the longest delay that a lost signal causes
      targets: [
        new targets.SqsQueue(this.starts.queue, {
          message: events.RuleTargetInput.fromObject({}),
          deadLetterQueue: undelivered,
        }),
      ],
    });
  }

  /** S3 of this account may send. The policy cannot name the bucket, because the bucket names this queue. */
  private allowUploadNotifications(): void {
    this.uploads.queue.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.uploads.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}

/** A dead-letter queue; it keeps messages for 14 days, the longest that SQS allows. */
export function deadLetterQueue(scope: Construct, id: string): sqs.Queue {
  return new sqs.Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  });
}
