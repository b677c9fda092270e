import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Env } from '../../shared/env.ts';

/** The network a function runs in, where it must reach a private Docs. */
export type FunctionNetwork = Required<
  Pick<lambda.FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>
>;

/** The code of a file of `functions/`: what `bundle.ts` made of it. */
export type CodeOf = (file: string) => lambda.Code;

/** What is the same for every function of a stack. */
export interface FunctionDefaults {
  readonly codeOf: CodeOf;
  readonly logRetention: logs.RetentionDays;
}

export interface GatewayFunctionProps extends FunctionDefaults {
  /** The file in `functions/`, without its suffix: `api/create-build`. */
  readonly file: string;
  readonly description: string;
  /** All that the function reads; a name that `shared/env.ts` does not have does not compile. */
  readonly environment: Partial<Env>;
  readonly timeout: Duration;
  /** MiB; processor and network come in proportion. */
  readonly memorySize: number;
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
    this.function = new lambda.Function(this, 'Resource', {
      code: props.codeOf(props.file),
      handler: 'index.handler',
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
      role.addToPrincipalPolicy(NOT_BY_OUR_CODE);
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

/**
 * Lambda does it, before our code runs. The code itself may not: only its own calls name a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice
 */
const NOT_BY_OUR_CODE = new iam.PolicyStatement({
  effect: iam.Effect.DENY,
  actions: NETWORK_ACTIONS,
  resources: ['*'],
  conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
});

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
