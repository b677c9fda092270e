import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  ASK_FUNCTION_SECONDS,
  COPY_FUNCTION_SECONDS,
  FETCH_FUNCTION_SECONDS,
} from '../../shared/limits.ts';
import type { WorkflowSteps } from '../workflow.ts';
import { type Environment, only } from './environment.ts';
import { GatewayFunction, type GatewayFunctionProps } from './function.ts';
import type { Resources } from './resources.ts';

type AskerProps = Pick<
  GatewayFunctionProps,
  'description' | 'timeout' | 'memorySize' | 'isInLoop'
> & {
  /** Variables in addition to those that both functions read. */
  readonly variables?: (keyof Environment)[];
};

/** The functions of a build's steps. */
export class WorkflowFunctions extends Construct implements WorkflowSteps {
  readonly askDocs: GatewayFunction;
  readonly fetchSource: GatewayFunction;
  readonly copyResult: GatewayFunction;
  readonly recordEnd: GatewayFunction;

  constructor(scope: Construct, id: string, resources: Resources) {
    super(scope, id);
    this.askDocs = this.makeAskDocs(resources);
    this.fetchSource = this.makeFetchSource(resources);
    this.copyResult = this.makeCopyResult(resources);
    this.recordEnd = this.makeRecordEnd(resources);
  }

  private makeAskDocs(resources: Resources): GatewayFunction {
    const { storage, queues } = resources;
    const made = this.makeAsker('ask-docs', resources, {
      description: 'Asks Docs for the state of a build, and completes short builds',
      timeout: Duration.seconds(ASK_FUNCTION_SECONDS),
      memorySize: 256, // a fast copy of 30 MiB takes 145 MiB, and the check of a script up to 91 MiB more
      isInLoop: true,
      variables: ['STARTS_QUEUE_URL', 'PUBLIC_URL', 'DIAGNOSES'],
    });
    storage.grantRows(made, 'UpdateItem', 'Query'); // Query: to see whether a build waits for its slot
    storage.grantRead(made, 'scripts');
    storage.grantWrite(made, 'scripts'); // instrumented scripts
    storage.grantTakeBack(made, 'scripts'); // if the build has ended meanwhile
    storage.grantCopy(made, 'results');
    storage.grantTakeBack(made, 'results'); // after a fast copy that failed in part
    queues.starts.grantSend(made);
    return made;
  }

  /**
   * For executions of version 0.1.0, whose state machine has a step that calls it. Remove it once the release
   * that follows 0.1.0 is out. It connects to URLs of callers, as `fetch-sources` does.
   */
  private makeFetchSource({ environment, storage, defaults }: Resources): GatewayFunction {
    const made = new GatewayFunction(this, 'fetch-source', {
      file: 'workflow/fetch-source',
      description: 'Fetches scripts and inputs for builds that an earlier version started',
      timeout: Duration.seconds(FETCH_FUNCTION_SECONDS),
      memorySize: 512,
      ...defaults,
      environment: only(environment, 'TABLE_NAME', 'BUCKET_NAME', 'PUBLIC_URL', 'SOURCE_RULES'),
    });
    storage.grantRows(made, 'GetItem');
    storage.grantRead(made, 'scripts');
    storage.grantWrite(made, 'scripts');
    storage.grantTakeBack(made, 'scripts');
    return made;
  }

  private makeCopyResult(resources: Resources): GatewayFunction {
    const made = this.makeAsker('copy-result', resources, {
      description: 'Copies one file from Docs into the bucket',
      timeout: Duration.seconds(COPY_FUNCTION_SECONDS),
      memorySize: 512, // for its share of network and processor; the copy itself needs 64
    });
    resources.storage.grantCopy(made, 'results');
    resources.storage.grantTakeBack(made, 'results'); // if the build has ended meanwhile
    return made;
  }

  private makeRecordEnd({ environment, storage, queues, defaults }: Resources): GatewayFunction {
    const made = new GatewayFunction(this, 'record-end', {
      file: 'workflow/record-end',
      description: 'Records the success or failure of a build',
      // One write, and deleting the files of a failed build. The rest is for retries of a throttled table.
      timeout: Duration.seconds(30),
      memorySize: 256,
      isInLoop: true,
      ...defaults,
      environment: only(environment, 'TABLE_NAME', 'BUCKET_NAME', 'STARTS_QUEUE_URL'),
    });
    queues.starts.grantSend(made); // after the end of a build that Docs was never asked for
    storage.grantRows(made, 'GetItem', 'UpdateItem');
    storage.grantReadVersions(made, 'results');
    storage.grantErase(made, 'results');
    storage.grantAbort(made, 'results');
    return made;
  }

  /** A function that asks Docs for a build, also to get fresh links of the files that it copies. */
  private makeAsker(
    file: 'ask-docs' | 'copy-result',
    { environment, docs, storage, defaults }: Resources,
    { variables = [], ...props }: AskerProps,
  ): GatewayFunction {
    const made = new GatewayFunction(this, file, {
      file: `workflow/${file}`,
      ...props,
      network: docs.network,
      ...defaults,
      environment: only(
        environment,
        ...docs.variables,
        'TABLE_NAME',
        'BUCKET_NAME',
        'MAX_FILE_BYTES',
        ...variables,
      ),
    });
    docs.grantInbox(made);
    storage.grantRows(made, 'GetItem');
    return made;
  }
}
