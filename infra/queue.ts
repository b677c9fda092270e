import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_RECEIVES } from '../shared/queue/receives.ts';
import { COMMANDS_FUNCTION_SECONDS } from '../shared/time-limits.ts';
import { type GatewayFunction, grant } from './functions/function.ts';

export interface WorkQueueProps {
  /** How long its function may take with one batch; the function takes its timeout from here. */
  readonly consumerTimeout: Duration;
  /** How often a message is delivered before it is moved to the dead-letter queue. */
  readonly tries: number;
}

export interface FeedOptions {
  /** Messages that one call takes, 10 where nothing is said. */
  readonly batchSize?: number;
  /** Calls at once, 20 where nothing is said: a flood in one queue must not take the account's concurrency. */
  readonly maxConcurrency?: number;
}

/** A queue, its dead-letter queue, and what its function must know of both. */
export class WorkQueue extends Construct {
  readonly queue: sqs.IQueue;
  readonly dead: sqs.IQueue;
  readonly consumerTimeout: Duration;

  constructor(scope: Construct, id: string, { consumerTimeout, tries }: WorkQueueProps) {
    super(scope, id);
    this.consumerTimeout = consumerTimeout;
    this.dead = deadLetterQueue(this, 'Dead');
    this.queue = new sqs.Queue(this, 'Resource', {
      // What fails longer wants a look.
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

  /** Lets `consumer` take its messages; what fails of them comes again by itself. */
  feed(consumer: GatewayFunction, { batchSize = 10, maxConcurrency = 20 }: FeedOptions = {}): void {
    consumer.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize, reportBatchItemFailures: true, maxConcurrency }),
    );
  }

  grantSend(to: GatewayFunction): void {
    grant(to, ['sqs:SendMessage'], [this.queue.queueArn]);
  }

  /** For what no later try can mend: it goes there at once, with its reason. */
  grantRefuse(to: GatewayFunction): void {
    grant(to, ['sqs:SendMessage'], [this.dead.queueArn]);
  }
}

export interface QueuesProps {
  /** Where EventBridge puts what it cannot deliver. */
  readonly undelivered: sqs.IQueue;
}

/** What waits: builds and commands that senders and the bus bring, uploads that S3 tells of, bells for the waiting room. */
export class Queues extends Construct {
  readonly builds: WorkQueue;
  readonly uploads: WorkQueue;
  readonly starts: WorkQueue;
  readonly callbacks: WorkQueue;
  readonly commands: WorkQueue;

  constructor(scope: Construct, id: string, { undelivered }: QueuesProps) {
    super(scope, id);
    // Ten admissions, each some S3 and table calls of milliseconds: the rest is for their retries.
    this.builds = new WorkQueue(this, 'Builds', {
      consumerTimeout: Duration.seconds(60),
      tries: MAX_RECEIVES.builds,
    });
    // The same, and up to 20 MiB to read and to stage for each.
    this.uploads = new WorkQueue(this, 'Uploads', {
      consumerTimeout: Duration.seconds(120),
      tries: MAX_RECEIVES.uploads,
    });
    // Some transactions and StartExecution for each free slot; the next bell goes on from there.
    this.starts = new WorkQueue(this, 'Starts', {
      consumerTimeout: Duration.seconds(30),
      tries: MAX_RECEIVES.starts,
    });
    this.callbacks = new WorkQueue(this, 'Callbacks', {
      consumerTimeout: Duration.minutes(15), // one document, of 1 GiB at the most
      tries: MAX_RECEIVES.callbacks,
    });
    // Ten commands side by side, each of milliseconds; a forgotten file may take minutes to copy.
    this.commands = new WorkQueue(this, 'Commands', {
      consumerTimeout: Duration.seconds(COMMANDS_FUNCTION_SECONDS),
      tries: MAX_RECEIVES.commands,
    });
    this.letUploadsBeTold();
    this.ringEachMinute(undelivered);
  }

  private ringEachMinute(undelivered: sqs.IQueue): void {
    new events.Rule(this, 'Each minute', {
      description: 'Rings for the waiting room, in case a bell was lost',
      schedule: events.Schedule.rate(Duration.minutes(1)), // what a lost bell may cost a build
      targets: [
        new targets.SqsQueue(this.starts.queue, {
          message: events.RuleTargetInput.fromObject({}),
          deadLetterQueue: undelivered,
        }),
      ],
    });
  }

  /** S3 of this account may send; naming the bucket would be a circle, for it names this queue. */
  private letUploadsBeTold(): void {
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

/** A queue for what could not be done: kept as long as SQS keeps anything. */
export function deadLetterQueue(scope: Construct, id: string): sqs.Queue {
  return new sqs.Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  });
}
