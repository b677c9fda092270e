import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { COPY_FUNCTION_SECONDS } from '../shared/limits.ts';
import type { Config } from './config/config.ts';
import { only } from './functions/environment.ts';
import { GatewayFunction } from './functions/function.ts';
import type { Resources } from './functions/resources.ts';

export interface DocumentsProps extends Resources {
  readonly undelivered: sqs.IQueue;
  readonly sweep: Config['sweep'];
}

/** The variables that every function that copies documents reads. */
const VARIABLES = ['TABLE_NAME', 'BUCKET_NAME', 'BUS_NAME', 'MAX_FILE_BYTES', 'KEEP_DAYS'] as const;

/** Copies saved documents from Docs: after a callback, or once an hour if no callback arrived. */
export class Documents extends Construct {
  private readonly props: DocumentsProps;

  constructor(scope: Construct, id: string, props: DocumentsProps) {
    super(scope, id);
    this.props = props;
    this.keepDocument();
    const sweep = this.sweepForgotten();
    if (props.sweep !== 'off') this.sweepEachHour(sweep);
  }

  private keepDocument(): void {
    const { environment, docs, storage, queues } = this.props;
    const { callbacks } = queues;
    const made = new GatewayFunction(this, 'keep-document', {
      file: 'queue/keep-document',
      description: 'Copies a saved document from Docs, records it and publishes its event',
      timeout: callbacks.consumerTimeout,
      ...this.common(),
      environment: {
        ...only(environment, ...docs.fileVariables, ...VARIABLES),
        QUEUE_URL: callbacks.queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: callbacks.dead.queueUrl,
      },
    });
    this.grantKeeping(made);
    storage.grantRead(made, 'callbacks', 'documents'); // documents: to find the newest save
    callbacks.grantRefuse(made);
    // One document each, so that none waits for a large one: Docs' links expire after 15 minutes.
    callbacks.feed(made, { batchSize: 1, maxConcurrency: 100 });
  }

  private sweepForgotten(): GatewayFunction {
    const { environment, docs, storage } = this.props;
    const made = new GatewayFunction(this, 'sweep-forgotten', {
      file: 'workflow/sweep-forgotten',
      description: 'Copies forgotten files: documents whose callback failed',
      timeout: Duration.seconds(COPY_FUNCTION_SECONDS),
      ...this.common(),
      environment: only(environment, ...docs.variables, ...VARIABLES, 'KEY_PREFIX', 'SWEEP'),
    });
    docs.grantInbox(made);
    this.grantKeeping(made);
    storage.grantRead(made, 'documents');
    return made;
  }

  private sweepEachHour(sweep: GatewayFunction): void {
    const { undelivered } = this.props;
    new lambda.EventInvokeConfig(this, 'Sweeps', {
      function: sweep.function,
      retryAttempts: 0, // the next hour's sweep continues
      onFailure: new SqsDestination(undelivered),
    });
    new events.Rule(this, 'Each hour', {
      description: 'Starts the sweep of forgotten files',
      schedule: events.Schedule.rate(Duration.hours(1)), // Docs keeps forgotten files until they are deleted
      targets: [new targets.LambdaFunction(sweep.function, { deadLetterQueue: undelivered })],
    });
  }

  private common() {
    const { defaults, docs } = this.props;
    return {
      ...defaults,
      network: docs.network,
      memorySize: 512, // for its share of the network; it runs up to three copies at once, and each needs 64
    };
  }

  private grantKeeping(made: GatewayFunction): void {
    const { storage, events: room } = this.props;
    storage.grantRows(made, 'GetItem', 'PutItem');
    storage.grantCopy(made, 'documents');
    room.grantPut(made);
  }
}
