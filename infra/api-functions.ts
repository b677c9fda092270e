import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ROUTES } from '../shared/api/routes.ts';
import type { Docs } from './docs.ts';
import { type Environment, only } from './environment.ts';
import { type FunctionDefaults, GatewayFunction, type GatewayFunctionProps } from './function.ts';
import type { Queues } from './queue.ts';
import type { Storage } from './storage.ts';

/** A file of `functions/api/` that stands in the table of routes. */
export type ApiFile = (typeof ROUTES)[number]['function'];

export interface ApiFunctionsProps {
  readonly defaults: FunctionDefaults;
  readonly environment: Environment;
  readonly docs: Docs;
  readonly storage: Storage;
  readonly queues: Queues;
  /** Concurrency kept for each function that holds answers; 0 keeps none. */
  readonly heldCalls: number;
}

/** An answer is held for 25 s; then there are some left to make it, and one until API Gateway's 30. */
const HOLDING = {
  timeout: Duration.seconds(29),
  memorySize: 128, // it waits: more would be paid for and not used
};
/** Reads and writes of milliseconds; the rest is for a cold start and the SDK's own tries. */
const QUICK = {
  timeout: Duration.seconds(10),
  memorySize: 256, // a cold start takes half the time it takes with 128
};

/** What a caller's scopes and tenant are read from, on every route that has any. */
const CALLER = ['SCOPE_CLAIM', 'SCOPE_PREFIX', 'TENANT_CLAIM'] as const;

/** What answers HTTP; none of it waits for Docs but health, and that three seconds. */
export class ApiFunctions extends Construct {
  readonly byFile: Record<ApiFile, GatewayFunction>;
  private readonly props: ApiFunctionsProps;

  constructor(scope: Construct, id: string, props: ApiFunctionsProps) {
    super(scope, id);
    this.props = props;
    this.byFile = {
      'create-build': this.createBuild(),
      'get-build': this.getBuild(),
      'list-builds': this.listBuilds(),
      'cancel-build': this.cancelBuild(),
      'erase-build': this.eraseBuild(),
      'get-file': this.getFile(),
      'run-command': this.runCommand(),
      'serve-script': this.serveScript(),
      'receive-callback': this.receiveCallback(),
      'report-health': this.reportHealth(),
    };
  }

  private createBuild(): GatewayFunction {
    const { environment, storage, queues } = this.props;
    const made = this.make('create-build', 'POST /v1/builds: lets a build in', {
      ...HOLDING,
      reservedConcurrency: this.props.heldCalls || undefined,
      environment: only(
        environment,
        ...CALLER,
        'PUBLIC_URL',
        'STACK_NAME',
        'TABLE_NAME',
        'BUCKET_NAME',
        'STARTS_QUEUE_URL',
        'SOURCE_RULES',
        'WAIT_HOURS',
        'KEEP_DAYS',
      ),
    });
    storage.grantRows(made, 'GetItem', 'PutItem', 'UpdateItem');
    storage.grantRead(made, 'templates', 'inputs', 'results'); // results: links, where it waited
    storage.grantWrite(made, 'scripts');
    queues.starts.grantSend(made);
    return made;
  }

  private getBuild(): GatewayFunction {
    const { environment, storage } = this.props;
    const made = this.make('get-build', 'GET /v1/builds/{id}', {
      ...HOLDING,
      reservedConcurrency: this.props.heldCalls || undefined,
      environment: only(environment, ...CALLER, 'TABLE_NAME'),
    });
    storage.grantRows(made, 'GetItem');
    storage.grantRead(made, 'results');
    return made;
  }

  private listBuilds(): GatewayFunction {
    const { environment, storage } = this.props;
    const made = this.make('list-builds', 'GET /v1/builds', {
      ...QUICK,
      environment: only(environment, ...CALLER, 'TABLE_NAME'),
    });
    storage.grantIndexes(made, 'byTenant', 'byCorrelation');
    storage.grantRows(made, 'BatchGetItem');
    return made;
  }

  private cancelBuild(): GatewayFunction {
    const { environment, storage } = this.props;
    const made = this.make('cancel-build', 'POST /v1/builds/{id}/cancel', {
      ...QUICK,
      environment: only(environment, ...CALLER, 'PUBLIC_URL', 'TABLE_NAME'),
    });
    storage.grantRows(made, 'GetItem', 'UpdateItem', 'DeleteItem');
    return made;
  }

  private eraseBuild(): GatewayFunction {
    const { environment, storage } = this.props;
    const made = this.make('erase-build', 'DELETE /v1/builds/{id}', {
      ...QUICK,
      timeout: Duration.seconds(29), // a hundred files, and what was staged for them
      environment: only(environment, ...CALLER, 'TABLE_NAME', 'BUCKET_NAME'),
    });
    storage.grantRows(made, 'GetItem', 'PutItem', 'DeleteItem');
    storage.grantErase(made, 'results', 'scripts');
    return made;
  }

  private getFile(): GatewayFunction {
    const { environment, storage } = this.props;
    const made = this.make('get-file', 'GET /v1/builds/{id}/files/{name}: a fresh link', {
      ...QUICK,
      environment: only(environment, ...CALLER, 'TABLE_NAME'),
    });
    storage.grantRows(made, 'GetItem');
    storage.grantRead(made, 'results');
    return made;
  }

  private runCommand(): GatewayFunction {
    const { environment, docs, storage } = this.props;
    const made = this.make('run-command', 'POST /v1/commands: gives Docs a command', {
      ...HOLDING,
      memorySize: 256, // a forgotten file is copied through it, in parts
      network: docs.network,
      reservedConcurrency: this.props.heldCalls || undefined,
      environment: only(
        environment,
        ...CALLER,
        ...docs.variables,
        'TABLE_NAME',
        'BUCKET_NAME',
        'MAX_FILE_BYTES',
        'KEY_PREFIX',
      ),
    });
    docs.grantInbox(made);
    storage.grantRows(made, 'Query'); // a forced save that is waited for
    storage.grantRead(made, 'documents');
    storage.grantCopy(made, 'documents');
    return made;
  }

  private serveScript(): GatewayFunction {
    const { environment, docs, storage } = this.props;
    const made = this.make('serve-script', 'Scripts and inputs, for Docs alone', {
      ...QUICK,
      environment: only(
        environment,
        'TABLE_NAME',
        'BUCKET_NAME',
        'OUTBOX_SECRET_NAME',
        'DOCS_TOKEN_HEADER',
      ),
    });
    docs.grantOutbox(made);
    storage.grantRows(made, 'GetItem');
    storage.grantRead(made, 'scripts', 'inputs', 'templates');
    return made;
  }

  private receiveCallback(): GatewayFunction {
    const { environment, docs, storage, queues } = this.props;
    const made = this.make('receive-callback', 'POST /v1/callbacks: what Docs says of documents', {
      ...HOLDING,
      memorySize: 256, // 6 MB of history, as bytes, as text, and as claims of a token
      reservedConcurrency: this.props.heldCalls || undefined,
      environment: only(
        environment,
        'TABLE_NAME',
        'BUCKET_NAME',
        'CALLBACKS_QUEUE_URL',
        'KEY_PREFIX',
        'OUTBOX_SECRET_NAME',
        'DOCS_TOKEN_HEADER',
      ),
    });
    docs.grantOutbox(made);
    storage.grantRows(made, 'GetItem', 'UpdateItem');
    storage.grantWrite(made, 'callbacks');
    queues.callbacks.grantSend(made);
    return made;
  }

  private reportHealth(): GatewayFunction {
    const { environment, docs } = this.props;
    const made = this.make('report-health', 'Health, the API description, unknown routes', {
      ...QUICK,
      network: docs.network,
      environment: only(environment, ...docs.variables, 'PUBLIC_URL', 'VERSION'),
    });
    docs.grantInbox(made);
    return made;
  }

  private make(
    file: ApiFile,
    description: string,
    props: Omit<GatewayFunctionProps, 'file' | 'description' | keyof FunctionDefaults>,
  ): GatewayFunction {
    const { defaults } = this.props;
    return new GatewayFunction(this, file, {
      file: `api/${file}`,
      description,
      ...defaults,
      ...props,
    });
  }
}
