import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Env } from '../../shared/env.ts';

/** The network of a function that calls a private Docs. */
export type FunctionNetwork = Required<
  Pick<lambda.FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>
>;

/** The bundle of a file in `functions/`, made by `bundle.ts`. */
export type CodeOf = (file: string) => lambda.Code;

/** The settings that all functions of a stack share. */
export interface FunctionDefaults {
  readonly codeOf: CodeOf;
  readonly logRetention: logs.RetentionDays;
}

export interface GatewayFunctionProps extends FunctionDefaults {
  /** The file in `functions/`, without its suffix: `api/create-build`. */
  readonly file: string;
  readonly description: string;
  /** The variables that the function reads. A name that `shared/env.ts` does not list does not compile. */
  readonly environment: Partial<Env>;
  readonly timeout: Duration;
  /** In MiB. Lambda allots processor and network in proportion. */
  readonly memorySize: number;
  /** Concurrency that only this function can use, and that it cannot exceed. */
  readonly reservedConcurrency?: number;
  readonly network?: FunctionNetwork;
  /**
   * Whether the function is part of a loop that is meant: a start signal starts a build, whose end sends a
   * start signal. Otherwise Lambda drops a message that has passed the same function some 16 times.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
   */
  readonly isInLoop?: boolean;
  /** Whether stack traces name the lines of the source. This takes some 10 MiB of memory; true by default. */
  readonly sourceMaps?: boolean;
}

/** One file of `functions/` as a Lambda function with its own role, log group and variables. */
export class GatewayFunction extends Construct {
  readonly function: lambda.IFunction;
  readonly role: iam.IRole;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
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
      recursiveLoop: props.isInLoop ? lambda.RecursiveLoop.ALLOW : undefined,
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      // Lambda's own lines only for invocations that failed: the others would be half of all logs.
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      environment: { ...props.environment, ...this.settingsOfTheRuntime(props) },
      ...props.network,
    });
  }

  /** Variables that Node.js and Powertools read. Metrics of two stacks must not mix, or both would raise alarms. */
  private settingsOfTheRuntime({ sourceMaps = true }: GatewayFunctionProps) {
    return {
      POWERTOOLS_METRICS_NAMESPACE: Stack.of(this).stackName,
      ...(sourceMaps ? { NODE_OPTIONS: '--enable-source-maps' } : {}),
    };
  }

  /** May write to this function's log group. The managed policies of AWS allow every log group. */
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
 * The actions with which Lambda connects a function to a VPC. EC2 supports no narrower resource for them.
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
 * Only Lambda may use these actions, before the code runs: calls of the code carry its function's ARN.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice
 */
const NOT_BY_OUR_CODE = new iam.PolicyStatement({
  effect: iam.Effect.DENY,
  actions: NETWORK_ACTIONS,
  resources: ['*'],
  conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
});

/** Grants the listed actions on the listed resources. CDK's grants for buckets and tables use wildcards. */
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
