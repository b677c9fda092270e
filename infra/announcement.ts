import { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { hasEnded, STATUSES } from '../shared/build/build.ts';
import { ROW_PREFIX } from '../shared/storage/table-schema.ts';
import { only } from './functions/environment.ts';
import { GatewayFunction, grant } from './functions/function.ts';
import type { Resources } from './functions/resources.ts';
import { deadLetterQueue } from './queue.ts';

/** Tells of ends: the table's stream brings each, whoever wrote it. */
export class Announcement extends Construct {
  /** Where the stream's records are named that could not be told of. */
  readonly failures: sqs.IQueue;

  constructor(scope: Construct, id: string, { storage, events, environment, defaults }: Resources) {
    super(scope, id);
    this.failures = deadLetterQueue(this, 'Failures');
    const announceEnd = new GatewayFunction(this, 'announce-end', {
      file: 'events/announce-end',
      description: 'Publishes the end of each build and each queued command on the bus',
      timeout: Duration.seconds(30), // a batch of small writes, and their tries
      memorySize: 256,
      ...defaults,
      environment: only(environment, 'BUS_NAME'),
    });
    events.grantPut(announceEnd);
    this.follow(storage.table, announceEnd);
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
      // A bus that is out for so long is waited for: what is given up is named in the queue, and can be
      // read from the stream for the 23 hours that are left of its day.
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(this.failures),
    });
  }
}

/** CDK's own way to read a stream lists the streams of every table. */
const STREAM_ACTIONS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/** The one write that a queued command has. */
const OUTCOME_OF_A_COMMAND = {
  pattern: JSON.stringify({
    eventName: ['INSERT'],
    dynamodb: { Keys: { pk: { S: [{ prefix: ROW_PREFIX.command }] } } },
  }),
};

/**
 * The one write after which a build has ended. Everything else that is written wakes nobody. Named by
 * values: of a field that must be absent, not every reader of filters thinks alike.
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
