import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkQueue } from '../queue.ts';
import type { Folder } from '../storage.ts';
import { ADMISSION_VARIABLES, COMMAND_VARIABLES, only } from './environment.ts';
import { GatewayFunction, grant } from './function.ts';
import type { Resources } from './resources.ts';

export interface QueueFunctionsProps extends Resources {
  readonly machine: sfn.IStateMachine;
}

/** The functions that read the queues of build requests, uploads, commands and start signals. */
export class QueueFunctions extends Construct {
  private readonly props: QueueFunctionsProps;

  constructor(scope: Construct, id: string, props: QueueFunctionsProps) {
    super(scope, id);
    this.props = props;
    const { builds, uploads } = props.queues;
    this.door('accept-build', builds, {
      reads: ['templates', 'inputs'],
    });
    this.door('accept-upload', uploads, {
      reads: ['templates', 'inputs'],
      readsVersions: 'inbox', // the notification names one
      batchSize: 1, // the memory does not hold ten scripts of 20 MiB
    });
    this.startBuild();
    this.runCommand();
  }

  private door(
    file: 'accept-build' | 'accept-upload',
    from: WorkQueue,
    options: { reads: Folder[]; readsVersions?: Folder; batchSize?: number },
  ): void {
    const { environment, storage, queues, events, defaults } = this.props;
    const { reads, readsVersions, batchSize } = options;
    const made = new GatewayFunction(this, file, {
      file: `queue/${file}`,
      description: 'Accepts builds from a queue',
      timeout: from.consumerTimeout,
      memorySize: 512, // a script of up to 20 MiB as bytes, as text, and as text with links
      ...defaults,
      environment: {
        ...only(environment, ...ADMISSION_VARIABLES, 'BUS_NAME'),
        QUEUE_URL: from.queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: from.dead.queueUrl,
      },
    });
    storage.grantRows(made, 'GetItem', 'PutItem');
    storage.grantRead(made, ...reads);
    if (readsVersions) storage.grantReadVersions(made, readsVersions);
    storage.grantWrite(made, 'scripts');
    queues.starts.grantSend(made);
    events.grantPut(made);
    from.grantRefuse(made);
    from.feed(made, { batchSize });
  }

  private runCommand(): void {
    const { environment, docs, storage, queues, events, defaults } = this.props;
    const { commands } = queues;
    const made = new GatewayFunction(this, 'run-command', {
      file: 'queue/run-command',
      description: 'Sends queued commands to Docs and stores their outcomes',
      timeout: commands.consumerTimeout,
      memorySize: 512, // copies up to ten forgotten files at once, in parts
      network: docs.network,
      ...defaults,
      environment: {
        ...only(environment, ...docs.variables, ...COMMAND_VARIABLES, 'KEEP_DAYS', 'BUS_NAME'),
        QUEUE_URL: commands.queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: commands.dead.queueUrl,
      },
    });
    docs.grantInbox(made);
    storage.grantRows(made, 'GetItem', 'PutItem');
    storage.grantCopy(made, 'documents');
    events.grantPut(made);
    commands.grantRefuse(made);
    commands.feed(made);
  }

  private startBuild(): void {
    const { environment, storage, queues, machine, defaults } = this.props;
    const made = new GatewayFunction(this, 'start-build', {
      file: 'queue/start-build',
      description: 'Starts queued builds in free slots, tenant by tenant',
      timeout: queues.starts.consumerTimeout,
      memorySize: 256,
      ...defaults,
      environment: {
        ...only(environment, 'TABLE_NAME', 'MAX_IN_FLIGHT', 'BUILD_MINUTES', 'WAIT_HOURS'),
        STATE_MACHINE_ARN: machine.stateMachineArn,
      },
    });
    storage.grantRows(made, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query');
    grant(made, ['states:StartExecution'], [machine.stateMachineArn]);
    // More would only conflict, because all write the same item. SQS allows no limit below 2.
    queues.starts.feed(made, { maxConcurrency: 2 });
  }
}
