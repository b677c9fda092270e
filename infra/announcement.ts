import { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { hasEnded, STATUSES } from '../shared/build/build.ts';
import { ROW_PREFIX } from '../shared/storage/table/table-schema.ts';
import { only } from './functions/environment.ts';
import { GatewayFunction, grant } from './functions/function.ts';
import type { Resources } from './functions/resources.ts';
import { deadLetterQueue } from './queue.ts';

/** Publishes the ends of builds and queued commands, which the table's stream delivers. */
export class Announcement extends Construct {
  /** Names the stream records whose events could not be published. */
  readonly failures: sqs.IQueue;
  readonly announceEnd: GatewayFunction;

  constructor(scope: Construct, id: string, { storage, events, environment, defaults }: Resources) {
    super(scope, id);
    this.failures = deadLetterQueue(this, 'Failures');
    this.announceEnd = new GatewayFunction(this, 'announce-end', {
      file: 'events/announce-end',
      description: 'Publishes the end of each build and each queued command on the bus',
      timeout: Duration.seconds(30), // one call to the bus, and its retries
      memorySize: 256,
      ...defaults,
      environment: only(environment, 'BUS_NAME'),
    });
    events.grantPut(this.announceEnd);
    this.follow(storage.table, this.announceEnd);
  }

  private follow({ tableStreamArn }: dynamodb.ITable, announceEnd: GatewayFunction): void {
    if (!tableStreamArn) throw new Error('the table has no stream');
    grant(announceEnd, STREAM_ACTIONS, [tableStreamArn]);
    new lambda.EventSourceMapping(this, 'Ends', {
      target: announceEnd.function,
      eventSourceArn: tableStreamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 10, // as many entries as PutEvents takes
      filters: [END_OF_A_BUILD, OUTCOME_OF_A_COMMAND],
      bisectBatchOnError: true,
      // After an hour without the bus a record is named in the queue. It can still be read from the stream
      // for 23 hours.
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(this.failures),
    });
  }
}

/** CDK's own grant would allow listing the streams of every table. */
const STREAM_ACTIONS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/** A queued command is written once, with its outcome. */
const OUTCOME_OF_A_COMMAND = {
  pattern: JSON.stringify({
    eventName: ['INSERT'],
    dynamodb: { Keys: { pk: { S: [{ prefix: ROW_PREFIX.command }] } } },
  }),
};

/**
 * The write that ends a build. It is matched by values, because filters differ between AWS and emulators
 * in how they match a field that is absent.
 */
const END_OF_A_BUILD = {
  pattern: JSON.stringify({
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: {
      Keys: { pk: { S: [{ prefix: ROW_PREFIX.build }] } },
      NewImage: { status: { S: STATUSES.filter(hasEnded) } },
      OldImage: { status: { S: STATUSES.filter((status) => !hasEnded(status)) } },
    },
  }),
};
