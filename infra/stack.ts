import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Announcement } from './announcement.ts';
import { Api } from './api.ts';
import { ApiFunctions } from './api-functions.ts';
import type { Config } from './config.ts';
import { Docs } from './docs.ts';
import { Documents } from './documents.ts';
import { environmentOf } from './environment.ts';
import { Events } from './events.ts';
import type { CodeOf } from './function.ts';
import { deadLetterQueue, Queues } from './queue.ts';
import { QueueFunctions } from './queue-functions.ts';
import { Settlement } from './settlement.ts';
import { Storage } from './storage.ts';
import { Workflow } from './workflow.ts';
import { WorkflowFunctions } from './workflow-functions.ts';

export interface GatewayStackProps extends StackProps {
  readonly config: Config;
  readonly codeOf: CodeOf;
}

/** The whole gateway: doors, the way of a build from a door to its end, and what tells of it. */
export class GatewayStack extends Stack {
  constructor(scope: Construct, id: string, { config, codeOf, ...props }: GatewayStackProps) {
    super(scope, id, props);
    const { auth, allowedOrigins, publicUrl, limits, retention } = config;
    const logRetention = retention.logDays;
    const undelivered = deadLetterQueue(this, 'Undelivered');

    // What there is, before anything runs.
    const docs = new Docs(this, 'Docs', { docs: config.docs });
    const queues = new Queues(this, 'Queues', { undelivered });
    const storage = new Storage(this, 'Storage', { uploads: queues.uploads.queue, retention });
    const events = new Events(this, 'Events', {
      builds: queues.builds.queue,
      commands: queues.commands.queue,
      undelivered,
    });
    const api = new Api(this, 'Api', { auth, allowedOrigins, publicUrl, logRetention });
    const environment = environmentOf({ config, docs, storage, queues, events, api });
    const defaults = { codeOf, logRetention };
    const rooms = { docs, queues, storage, events, environment, defaults };

    // A build's way: asked of Docs until it ends, whatever ends it.
    const steps = new WorkflowFunctions(this, 'Steps', rooms);
    const { buildMinutes } = limits;
    const { machine } = new Workflow(this, 'Workflow', { steps, buildMinutes });
    new Settlement(this, 'Settlement', { ...rooms, machine, undelivered });

    // The doors it comes in by, the waiting room it starts from, and the news of its end.
    const { byFile } = new ApiFunctions(this, 'Routes', { ...rooms, heldCalls: limits.heldCalls });
    api.serve(byFile);
    new QueueFunctions(this, 'Doors', { ...rooms, machine });
    new Documents(this, 'Documents', { ...rooms, undelivered, sweep: config.sweep });
    const { failures } = new Announcement(this, 'Announcement', rooms);

    new Alarms(this, 'Alarms', {
      api: api.httpApi,
      machine,
      topicArn: config.alarms.topicArn,
      deadLetters: {
        'Dead builds': queues.builds.dead,
        'Dead uploads': queues.uploads.dead,
        'Dead starts': queues.starts.dead,
        'Dead callbacks': queues.callbacks.dead,
        'Dead commands': queues.commands.dead,
        'Ends not told': failures,
        'Events not delivered': undelivered,
      },
    });
    this.tell({
      ApiUrl: api.url,
      ApiEndpoint: api.endpoint,
      BucketName: storage.bucket.bucketName,
      BuildsQueueUrl: queues.builds.queue.queueUrl,
      CommandsQueueUrl: queues.commands.queue.queueUrl,
      BusName: events.bus.eventBusName,
      StateMachineArn: machine.stateMachineArn,
      TableName: storage.table.tableName,
    });
  }

  private tell(outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
