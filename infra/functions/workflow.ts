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

type AskerProps = Pick<GatewayFunctionProps, 'description' | 'timeout' | 'memorySize'> & {
  /** Variables beside those that both read. */
  readonly variables?: (keyof Environment)[];
};

/** The functions behind the steps of a build. */
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
      description: 'Asks Docs how a build goes; ends a quick one',
      timeout: Duration.seconds(ASK_FUNCTION_SECONDS),
      memorySize: 256, // it waits most of the time; the fast copy holds some dozen MiB
      variables: ['STARTS_QUEUE_URL', 'PUBLIC_URL'],
    });
    storage.grantRows(made, 'UpdateItem');
    storage.grantRead(made, 'scripts');
    storage.grantCopy(made, 'results');
    storage.grantTakeBack(made, 'results'); // a fast copy of which only a part succeeded
    queues.starts.grantSend(made);
    return made;
  }

  /** It connects to where callers say: no secret, no network of ours, one folder. */
  private makeFetchSource({ environment, storage, defaults }: Resources): GatewayFunction {
    const made = new GatewayFunction(this, 'fetch-source', {
      file: 'workflow/fetch-source',
      description: "Fetches what a caller's URL names; nothing else",
      timeout: Duration.seconds(FETCH_FUNCTION_SECONDS),
      memorySize: 512, // 20 MiB as bytes, as text, and as text with links, of several inputs at once
      ...defaults,
      environment: only(environment, 'TABLE_NAME', 'BUCKET_NAME', 'PUBLIC_URL', 'SOURCE_RULES'),
    });
    storage.grantRows(made, 'GetItem');
    storage.grantRead(made, 'scripts');
    storage.grantWrite(made, 'scripts');
    storage.grantTakeBack(made, 'scripts'); // of a build that ended meanwhile
    return made;
  }

  private makeCopyResult(resources: Resources): GatewayFunction {
    const made = this.makeAsker('copy-result', resources, {
      description: 'Copies one file from Docs into the bucket',
      timeout: Duration.seconds(COPY_FUNCTION_SECONDS),
      memorySize: 512, // for the share of network and processor; the copy itself needs 64
    });
    resources.storage.grantCopy(made, 'results');
    resources.storage.grantTakeBack(made, 'results'); // of a build that ended meanwhile
    return made;
  }

  private makeRecordEnd({ environment, storage, defaults }: Resources): GatewayFunction {
    const made = new GatewayFunction(this, 'record-end', {
      file: 'workflow/record-end',
      description: 'Ends a build, well or not, by one write',
      // One write, and a failed build's files to delete; the rest is for the tries of a throttled table.
      timeout: Duration.seconds(30),
      memorySize: 256,
      ...defaults,
      environment: only(environment, 'TABLE_NAME', 'BUCKET_NAME'),
    });
    storage.grantRows(made, 'GetItem', 'UpdateItem');
    storage.grantRead(made, 'results');
    storage.grantErase(made, 'results');
    return made;
  }

  /** What asks Docs about a build, and so learns the links of the files that it copies. */
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
