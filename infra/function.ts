import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Env } from '../shared/env.ts';

const ROOT = join(import.meta.dirname, '..');

/** The network a function runs in, where it must reach a private Docs. */
export type FunctionNetwork = Required<
  Pick<lambda.FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>
>;

export interface GatewayFunctionProps {
  /** The file in `functions/`, without its suffix: `api/create-build`. */
  readonly file: string;
  readonly description: string;
  /** All that the function reads; a name that `shared/env.ts` does not have does not compile. */
  readonly environment: Partial<Env>;
  readonly timeout: Duration;
  /** MiB; processor and network come in proportion. */
  readonly memorySize: number;
  readonly logRetention: logs.RetentionDays;
  /** Concurrency that is kept for this function and that it never passes. */
  readonly reservedConcurrency?: number;
  readonly network?: FunctionNetwork;
}

/** One file of `functions/` as a Lambda: its own role, its own log group, nothing it was not given. */
export class GatewayFunction extends Construct {
  readonly function: lambda.IFunction;
  readonly role: iam.IRole;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: props.logRetention });
    this.role = this.makeRole(logGroup, props.network);
    this.function = new NodejsFunction(this, 'Resource', {
      entry: join(ROOT, 'functions', `${props.file}.ts`),
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, 'package-lock.json'),
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      reservedConcurrentExecutions: props.reservedConcurrency,
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      awsSdkConnectionReuse: false, // the SDK bundled here does so by itself
      bundling: BUNDLING,
      ...props.network,
    });
  }

  /** AWS's managed policies let a function write to every log group: this role, to its own. */
  private makeRole(logGroup: logs.ILogGroup, network?: FunctionNetwork): iam.IRole {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    if (network) {
      iam.Grant.addToPrincipal({
        grantee: role,
        actions: NETWORK_ACTIONS,
        resourceArns: ['*'],
      });
    }
    return role;
  }
}

/**
 * What Lambda does with a function's role to bring it into a VPC; EC2 knows no narrower resource.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** How every function is bundled; a test bundles them with the same and weighs them. */
export const BUNDLING = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  sourceMap: true,
  sourcesContent: false, // lines and names are enough for a stack trace
  // The ES module of a package where it has one: only what is used of it comes along.
  mainFields: ['module', 'main'],
  // CommonJS packages call `require` for Node's own modules; an ES module has none.
  banner:
    "import{createRequire as requireOfModule}from'node:module';const require=requireOfModule(import.meta.url);",
  // The AWS SDK is bundled, at the version that was tested. These ways to credentials are loaded on
  // demand alone, and Lambda's come from the environment: left out, they save 350 KB.
  externalModules: ['sso', 'ini', 'process', 'web-identity', 'login'].map(
    (provider) => `@aws-sdk/credential-provider-${provider}`,
  ),
};

/** Grants actions on resources, by name: CDK's own grants for buckets and tables hold wildcards. */
export function grant(
  to: GatewayFunction,
  actions: string[],
  resourceArns: string[],
  conditions?: Record<string, Record<string, unknown>>,
): void {
  iam.Grant.addToPrincipal({
    grantee: to.role,
    actions,
    resourceArns,
    conditions,
  });
}
