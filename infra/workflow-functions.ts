import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Docs } from './docs.ts';
import { type Environment, only } from './environment.ts';
import { type FunctionDefaults, GatewayFunction } from './function.ts';
import type { Queues } from './queue.ts';
import type { Storage } from './storage.ts';
import type { WorkflowSteps } from './workflow.ts';

export interface WorkflowFunctionsProps {
  readonly defaults: FunctionDefaults;
  readonly environment: Environment;
  readonly docs: Docs;
  readonly storage: Storage;
  readonly queues: Queues;
}

/** The functions behind the steps of a build. */
export class WorkflowFunctions extends Construct implements WorkflowSteps {
  readonly askDocs: GatewayFunction;
  readonly fetchSource: GatewayFunction;
  readonly copyResult: GatewayFunction;
  readonly recordEnd: GatewayFunction;

  constructor(scope: Construct, id: string, props: WorkflowFunctionsProps) {
    super(scope, id);
    this.askDocs = this.makeAskDocs(props);
    this.fetchSource = this.makeFetchSource(props);
    this.copyResult = this.makeCopyResult(props);
    this.recordEnd = this.makeRecordEnd(props);
  }

  private makeAskDocs({ environment, docs, storage, queues, defaults }: WorkflowFunctionsProps) {
    const made = new GatewayFunction(this, 'ask-docs', {
      file: 'workflow/ask-docs',
      description: 'Asks Docs how a build goes; ends a quick one',
      // Twenty seconds of asking, ten of copying, and twice as long for a Docs that answers slowly.
      timeout: Duration.seconds(60),
      memorySize: 256, // it waits most of the time; the fast copy holds 32 MiB at most
      network: docs.network,
      ...defaults,
      environment: only(
        environment,
        ...docs.variables,
        'TABLE_NAME',
        'BUCKET_NAME',
        'STARTS_QUEUE_URL',
        'PUBLIC_URL',
        'MAX_FILE_BYTES',
      ),
    });
    docs.grantInbox(made);
    storage.grantRows(made, 'GetItem', 'UpdateItem');
    storage.grantRead(made, 'scripts');
    storage.grantCopy(made, 'results');
    queues.starts.grantSend(made);
    return made;
  }

  /** It connects to where callers say: no secret, no network of ours, one folder. */
  private makeFetchSource({ environment, storage, defaults }: WorkflowFunctionsProps) {
    const made = new GatewayFunction(this, 'fetch-source', {
      file: 'workflow/fetch-source',
      description: "Fetches what a caller's URL names; nothing else",
      timeout: Duration.seconds(120), // 20 MiB from a slow server
      memorySize: 512, // 20 MiB as bytes, as text, and as text with links, of several inputs at once
      ...defaults,
      environment: only(environment, 'TABLE_NAME', 'BUCKET_NAME', 'PUBLIC_URL', 'SOURCE_RULES'),
    });
    storage.grantRows(made, 'GetItem');
    storage.grantRead(made, 'scripts');
    storage.grantWrite(made, 'scripts');
    return made;
  }

  private makeCopyResult({ environment, docs, storage, defaults }: WorkflowFunctionsProps) {
    const made = new GatewayFunction(this, 'copy-result', {
      file: 'workflow/copy-result',
      description: 'Copies one file from Docs into the bucket',
      timeout: Duration.minutes(15), // the most a function gets: 1 GiB at 1.2 MB a second
      memorySize: 512, // for the share of network and processor; the copy itself needs 64
      network: docs.network,
      ...defaults,
      environment: only(
        environment,
        ...docs.variables,
        'TABLE_NAME',
        'BUCKET_NAME',
        'MAX_FILE_BYTES',
      ),
    });
    docs.grantInbox(made);
    storage.grantRows(made, 'GetItem');
    storage.grantCopy(made, 'results');
    return made;
  }

  private makeRecordEnd({ environment, storage, defaults }: WorkflowFunctionsProps) {
    const made = new GatewayFunction(this, 'record-end', {
      file: 'workflow/record-end',
      description: 'Ends a build, well or not, by one write',
      timeout: Duration.seconds(30), // one write; the rest is for the tries of a throttled table
      memorySize: 256,
      ...defaults,
      environment: only(environment, 'TABLE_NAME'),
    });
    storage.grantRows(made, 'GetItem', 'UpdateItem');
    return made;
  }
}
