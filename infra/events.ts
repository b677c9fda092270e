import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BUILD_REQUESTED, COMMAND_REQUESTED } from '../shared/events/request-types.ts';
import { type GatewayFunction, grant } from './functions/function.ts';

export interface EventsProps {
  /** Where builds that are asked for on the bus go. */
  readonly builds: sqs.IQueue;
  /** Where commands that are asked for on the bus go. */
  readonly commands: sqs.IQueue;
  readonly undelivered: sqs.IQueue;
}

/** The bus: builds are asked for on it, and their ends are told on it. */
export class Events extends Construct {
  readonly bus: events.IEventBus;

  constructor(scope: Construct, id: string, { builds, commands, undelivered }: EventsProps) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Resource');
    new events.Rule(this, 'Build requested', {
      eventBus: this.bus,
      description: 'Builds that are asked for on the bus go the way of those that are sent',
      eventPattern: { detailType: [BUILD_REQUESTED] },
      // The whole event: a build's id is made of the event's own.
      targets: [new targets.SqsQueue(builds, { deadLetterQueue: undelivered })],
    });
    new events.Rule(this, 'Command requested', {
      eventBus: this.bus,
      description: 'Commands that are asked for on the bus go the way of those that are sent',
      eventPattern: { detailType: [COMMAND_REQUESTED] },
      targets: [new targets.SqsQueue(commands, { deadLetterQueue: undelivered })],
    });
  }

  grantPut(to: GatewayFunction): void {
    grant(to, ['events:PutEvents'], [this.bus.eventBusArn]);
  }
}
