import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkQueue } from '../queue.ts';
import type { Folder } from '../storage.ts';
import { ADMISSION_VARIABLES, COMMAND_VARIABLES, only } from './environment.ts';
import { GatewayFunction, grant } from './function.ts';
import type { Resources } from './resources.ts';

export interface QueueFunctionsProps extends Resources {
  readonly machine: sfn.IStateMachine;
  /** The function that asks Docs. */
  readonly askDocs: GatewayFunction;
}

/** The functions that read the queues of build requests, uploads, builds to fetch, commands and start signals. */
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
    this.fetchSources();
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
    queues.fetches.grantSend(made);
    events.grantPut(made);
    from.grantRefuse(made);
    from.feed(made, { batchSize });
  }

  /** It connects to URLs of callers, so it has no secret, no VPC, and writes to one folder only. */
  private fetchSources(): void {
    const { environment, storage, queues, defaults } = this.props;
    const { fetches } = queues;
    const made = new GatewayFunction(this, 'fetch-sources', {
      file: 'queue/fetch-sources',
      description: 'Fetches scripts and inputs from URLs of callers',
      timeout: fetches.consumerTimeout,
      memorySize: 512, // several inputs at once, and 20 MiB of script as bytes, as text, and as text with links
      ...defaults,
      environment: {
        ...only(environment, 'TABLE_NAME', 'BUCKET_NAME', 'PUBLIC_URL', 'SOURCE_RULES'),
        ...only(environment, 'STARTS_QUEUE_URL'),
        QUEUE_URL: fetches.queue.queueUrl,
      },
    });
    storage.grantRows(made, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    storage.grantRead(made, 'scripts');
    storage.grantWrite(made, 'scripts');
    storage.grantTakeBack(made, 'scripts'); // if the build has ended meanwhile
    queues.starts.grantSend(made);
    fetches.feed(made, { batchSize: 1 }); // the memory does not hold the files of two builds
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
    const { environment, storage, queues, machine, askDocs, defaults } = this.props;
    const made = new GatewayFunction(this, 'start-build', {
      file: 'queue/start-build',
      description: 'Starts queued builds in free slots, tenant by tenant',
      timeout: queues.starts.consumerTimeout,
      memorySize: 1024, // 88 starts a second; with 256 MiB it would be 28
      isInLoop: true,
      ...defaults,
      environment: {
        ...only(environment, 'TABLE_NAME', 'MAX_IN_FLIGHT', 'BUILD_MINUTES', 'WAIT_HOURS'),
        ...only(environment, 'STARTS_QUEUE_URL'),
        QUEUE_URL: queues.starts.queue.queueUrl,
        STATE_MACHINE_ARN: machine.stateMachineArn,
      },
    });
    storage.grantRows(made, 'UpdateItem', 'DeleteItem', 'Query');
    grant(made, ['states:StartExecution'], [machine.stateMachineArn]);
    queues.starts.grantSend(made);
    // More would only conflict, because all take the same builds. SQS allows no limit below 2.
    queues.starts.feed(made, { maxConcurrency: 2 });
    // A build that starts with a slot of its own needs an `ask-docs` that records its first question.
    made.function.node.addDependency(askDocs.function);
  }
}
