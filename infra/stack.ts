import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Announcement } from './announcement.ts';
import { Api } from './api.ts';
import type { Config } from './config/config.ts';
import { Dashboard } from './dashboard.ts';
import { Docs } from './docs.ts';
import { Documents } from './documents.ts';
import { Events } from './events.ts';
import { buildFunctions } from './functions/api-builds.ts';
import { docsFunctions } from './functions/api-docs.ts';
import { pageFunction } from './functions/api-pages.ts';
import { templateFunctions } from './functions/api-templates.ts';
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

/** The whole gateway: what takes requests, what runs builds, and what reports their ends. */
export class GatewayStack extends Stack {
  constructor(scope: Construct, id: string, { config, codeOf, ...props }: GatewayStackProps) {
    super(scope, id, props);
    const { auth, allowedOrigins, publicUrl, limits, retention, throttles } = config;
    const logRetention = retention.logDays;
    const undelivered = deadLetterQueue(this, 'Undelivered');

    // Resources that functions use.
    const docs = new Docs(this, 'Docs', { docs: config.docs });
    const queues = new Queues(this, 'Queues', { undelivered });
    const storage = new Storage(this, 'Storage', { uploads: queues.uploads.queue, retention });
    const events = new Events(this, 'Events', {
      builds: queues.builds.queue,
      commands: queues.commands.queue,
      undelivered,
    });
    const api = new Api(this, 'Api', { auth, allowedOrigins, publicUrl, throttles, logRetention });
    const environment = environmentOf({ config, docs, storage, queues, events, api });
    const defaults = { codeOf, logRetention };
    const resources = { docs, queues, storage, events, environment, defaults };

    // What runs a build, from its start to its end.
    const steps = new WorkflowFunctions(this, 'Steps', resources);
    const { buildMinutes } = limits;
    const { machine } = new Workflow(this, 'Workflow', { steps, buildMinutes });
    new Settlement(this, 'Settlement', { ...resources, machine, undelivered });

    // What takes requests over HTTP, queues, uploads and events, and what publishes the ends.
    const routes = new Construct(this, 'Routes');
    const { heldCalls } = limits;
    const served = {
      ...buildFunctions(routes, { ...resources, heldCalls }),
      ...templateFunctions(routes, { ...resources, heldCalls }),
      ...docsFunctions(routes, { ...resources, heldCalls }),
    };
    const page = config.pages && pageFunction(routes, { ...resources, heldCalls });
    api.serve(served, page);
    new QueueFunctions(this, 'Doors', { ...resources, machine, askDocs: steps.askDocs });
    new Documents(this, 'Documents', { ...resources, undelivered, sweep: config.sweep });
    const { failures, announceEnd } = new Announcement(this, 'Announcement', resources);

    const deadLetters = {
      'Builds dead-letter queue': queues.builds.dead,
      'Uploads dead-letter queue': queues.uploads.dead,
      'Starts dead-letter queue': queues.starts.dead,
      'Fetches dead-letter queue': queues.fetches.dead,
      'Callbacks dead-letter queue': queues.callbacks.dead,
      'Commands dead-letter queue': queues.commands.dead,
      'End events not published': failures,
      'Events not delivered': undelivered,
    };
    new Dashboard(this, 'Dashboard', { deadLetters });
    new Alarms(this, 'Alarms', {
      api: api.httpApi,
      machine,
      createBuild: served['create-build'].function,
      announceEnd: announceEnd.function,
      ...config.alarms,
      deadLetters,
    });
    this.addOutputs({
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

  private addOutputs(outputs: Record<keyof typeof OUTPUTS, string>): void {
    for (const [name, value] of Object.entries(outputs)) {
      const description = OUTPUTS[name as keyof typeof OUTPUTS];
      new CfnOutput(this, name, { value, description });
    }
  }
}

const OUTPUTS = {
  ApiUrl: 'The URL that callers and Docs use',
  ApiEndpoint: 'The URL of API Gateway itself, which a domain of your own must lead to',
  BucketName: 'The bucket of templates, inputs, uploads, results and documents',
  BuildsQueueUrl: 'The queue that takes build requests',
  CommandsQueueUrl: 'The queue that takes commands',
  BusName: 'The event bus that takes requests and carries the events of this gateway',
  StateMachineArn: 'The state machine that runs builds',
  TableName: 'The table of builds, commands and documents',
};
