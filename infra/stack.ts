import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Announcement } from './announcement.ts';
import { Api } from './api.ts';
import type { Config } from './config/config.ts';
import { Docs } from './docs.ts';
import { Documents } from './documents.ts';
import { Events } from './events.ts';
import { buildFunctions } from './functions/api-builds.ts';
import { docsFunctions } from './functions/api-docs.ts';
import { environmentOf } from './functions/environment.ts';
import type { CodeOf } from './functions/function.ts';
import { QueueFunctions } from './functions/queue.ts';
import { WorkflowFunctions } from './functions/workflow.ts';
import { deadLetterQueue, Queues } from './queue.ts';
import { Settlement } from './settlement.ts';
import { Storage } from './storage.ts';
import { Workflow } from './workflow.ts';

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
    const resources = { docs, queues, storage, events, environment, defaults };

    // A build's way: asked of Docs until it ends, whatever ends it.
    const steps = new WorkflowFunctions(this, 'Steps', resources);
    const { buildMinutes } = limits;
    const { machine } = new Workflow(this, 'Workflow', { steps, buildMinutes });
    new Settlement(this, 'Settlement', { ...resources, machine, undelivered });

    // The doors it comes in by, the waiting room it starts from, and the news of its end.
    const routes = new Construct(this, 'Routes');
    const { heldCalls } = limits;
    api.serve({
      ...buildFunctions(routes, { ...resources, heldCalls }),
      ...docsFunctions(routes, { ...resources, heldCalls }),
    });
    new QueueFunctions(this, 'Doors', { ...resources, machine });
    new Documents(this, 'Documents', { ...resources, undelivered, sweep: config.sweep });
    const { failures } = new Announcement(this, 'Announcement', resources);

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
