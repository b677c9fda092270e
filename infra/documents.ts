import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import type { Docs } from './docs.ts';
import { type Environment, only } from './environment.ts';
import type { Events } from './events.ts';
import { type FunctionDefaults, GatewayFunction } from './function.ts';
import type { Queues } from './queue.ts';
import type { Storage } from './storage.ts';

export interface DocumentsProps {
  readonly defaults: FunctionDefaults;
  readonly environment: Environment;
  readonly docs: Docs;
  readonly storage: Storage;
  readonly queues: Queues;
  readonly events: Events;
  readonly undelivered: sqs.IQueue;
  readonly sweep: Config['sweep'];
}

/** What both functions here need for a copy: the most time a function gets, and a share of network. */
const COPYING = {
  timeout: Duration.minutes(15),
  memorySize: 512, // the copy itself needs 64, and up to three run side by side
};

/** What every copy of a document is made and told with. */
const VARIABLES = ['TABLE_NAME', 'BUCKET_NAME', 'MAX_FILE_BYTES', 'KEEP_DAYS'] as const;

/** Keeps what Docs saved: told of by callbacks, or, where one was lost, fetched once an hour. */
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
      description: 'Copies what Docs saved, tells of it and records it',
      ...COPYING,
      timeout: callbacks.consumerTimeout,
      ...this.common(),
      environment: {
        ...only(environment, ...docs.fileVariables, ...VARIABLES),
        BUS_NAME: this.props.events.bus.eventBusName,
        QUEUE_URL: callbacks.queue.queueUrl,
      },
    });
    this.grantKeeping(made);
    storage.grantRead(made, 'callbacks', 'documents'); // documents: what is the newest
    callbacks.grantRetry(made);
    callbacks.feed(made, { batchSize: 1 }); // nobody waits for another one's large document
  }

  private sweepForgotten(): GatewayFunction {
    const { environment, docs, storage, events: room } = this.props;
    const made = new GatewayFunction(this, 'sweep-forgotten', {
      file: 'workflow/sweep-forgotten',
      description: 'Fetches the documents that Docs could not hand over',
      ...COPYING,
      ...this.common(),
      environment: {
        ...only(environment, ...docs.variables, ...VARIABLES, 'KEY_PREFIX', 'SWEEP'),
        BUS_NAME: room.bus.eventBusName,
      },
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
      retryAttempts: 0, // the next hour goes on where this one ended
      onFailure: new SqsDestination(undelivered),
    });
    new events.Rule(this, 'Each hour', {
      description: 'Fetches what Docs could not hand over',
      schedule: events.Schedule.rate(Duration.hours(1)), // Docs keeps them for as long as it takes
      targets: [new targets.LambdaFunction(sweep.function, { deadLetterQueue: undelivered })],
    });
  }

  private common() {
    const { defaults, docs } = this.props;
    return { ...defaults, network: docs.network };
  }

  private grantKeeping(made: GatewayFunction): void {
    const { storage, events: room } = this.props;
    storage.grantRows(made, 'GetItem', 'PutItem');
    storage.grantCopy(made, 'documents');
    room.grantPut(made);
  }
}
