import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BUILD_REQUESTED, COMMAND_REQUESTED } from '../shared/events/request-types.ts';
import { type GatewayFunction, grant } from './functions/function.ts';

export interface EventsProps {
  /** Takes the builds that are requested on the bus. */
  readonly builds: sqs.IQueue;
  /** Takes the commands that are requested on the bus. */
  readonly commands: sqs.IQueue;
  readonly undelivered: sqs.IQueue;
}

/** The bus: it takes requests, and carries the events of this gateway. */
export class Events extends Construct {
  readonly bus: events.IEventBus;

  constructor(scope: Construct, id: string, { builds, commands, undelivered }: EventsProps) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Resource');
    new events.Rule(this, 'Build requested', {
      eventBus: this.bus,
      description: 'Sends builds that are requested on the bus to their queue',
      eventPattern: { detailType: [BUILD_REQUESTED] },
      // The whole event, because a build's id is made from the event's id.
      targets: [new targets.SqsQueue(builds, { deadLetterQueue: undelivered })],
    });
    new events.Rule(this, 'Command requested', {
      eventBus: this.bus,
      description: 'Sends commands that are requested on the bus to their queue',
      eventPattern: { detailType: [COMMAND_REQUESTED] },
      targets: [new targets.SqsQueue(commands, { deadLetterQueue: undelivered })],
    });
  }

  grantPut(to: GatewayFunction): void {
    grant(to, ['events:PutEvents'], [this.bus.eventBusArn]);
  }
}
