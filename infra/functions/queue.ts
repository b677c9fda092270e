import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkQueue } from '../queue.ts';
import type { Folder } from '../storage.ts';
import { COMMANDER, DOORS, only } from './environment.ts';
import { GatewayFunction, grant } from './function.ts';
import type { Resources } from './resources.ts';

export interface QueueFunctionsProps extends Resources {
  readonly machine: sfn.IStateMachine;
}

/** What takes from the queues: two doors, the one that lets waiting builds start, the one that gives commands. */
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
      reads: ['inbox', 'templates', 'inputs'],
      batchSize: 1, // ten scripts of 20 MiB side by side would not fit into its memory
    });
    this.startBuild();
    this.runCommand();
  }

  private door(
    file: 'accept-build' | 'accept-upload',
    from: WorkQueue,
    options: { reads: Folder[]; batchSize?: number },
  ): void {
    const { environment, storage, queues, events, defaults } = this.props;
    const { reads, batchSize } = options;
    const made = new GatewayFunction(this, file, {
      file: `queue/${file}`,
      description: 'Lets builds in that wait in a queue',
      timeout: from.consumerTimeout,
      memorySize: 512, // up to 20 MiB of script, as bytes, as text, and as text with links
      ...defaults,
      environment: {
        ...only(environment, ...DOORS, 'BUS_NAME'),
        QUEUE_URL: from.queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: from.dead.queueUrl,
      },
    });
    storage.grantRows(made, 'GetItem', 'PutItem');
    storage.grantRead(made, ...reads);
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
      description: 'Gives Docs the commands that wait in a queue, and stores what came of them',
      timeout: commands.consumerTimeout,
      memorySize: 512, // ten forgotten files are copied through it at once, in parts
      network: docs.network,
      ...defaults,
      environment: {
        ...only(environment, ...docs.variables, ...COMMANDER, 'KEEP_DAYS', 'BUS_NAME'),
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
      description: 'Lets waiting builds start, tenant by tenant',
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
    // Two is the minimum. One is enough: every start writes the same item.
    queues.starts.feed(made, { maxConcurrency: 2 });
  }
}
