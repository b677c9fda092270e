import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { only } from './functions/environment.ts';
import { GatewayFunction, grant } from './functions/function.ts';
import type { Resources } from './functions/resources.ts';

export interface SettlementProps extends Resources {
  readonly machine: sfn.IStateMachine;
  readonly undelivered: sqs.IQueue;
}

/** Ends builds whose execution failed, timed out or was stopped. A sweep each minute repairs builds after a crash. */
export class Settlement extends Construct {
  constructor(scope: Construct, id: string, props: SettlementProps) {
    super(scope, id);
    const settle = this.settleBuild(props);
    // Events are retried for an hour and then kept. The sweep has ended their builds by then.
    new lambda.EventInvokeConfig(this, 'Events', {
      function: settle.function,
      maxEventAge: Duration.hours(1),
      retryAttempts: 2,
      onFailure: new SqsDestination(props.undelivered),
    });
    this.hearOfEnds(settle, props);
    this.sweepEachMinute(settle, props);
    this.compareEachHour(settle, props);
  }

  private settleBuild(props: SettlementProps): GatewayFunction {
    const { environment, docs, storage, queues, machine, defaults } = props;
    const made = new GatewayFunction(this, 'settle-build', {
      file: 'workflow/settle-build',
      description: 'Ends builds whose execution failed or was stopped; sweeps each minute',
      timeout: Duration.minutes(5), // checks up to a hundred slots at once, some of them by asking Docs
      memorySize: 256,
      isInLoop: true,
      network: docs.network,
      ...defaults,
      environment: {
        ...only(environment, ...docs.variables, 'TABLE_NAME', 'BUCKET_NAME', 'STARTS_QUEUE_URL'),
        ...only(environment, 'FETCHES_QUEUE_URL', 'WAIT_HOURS', 'MAX_IN_FLIGHT', 'DOCS_SERVERS'),
        STATE_MACHINE_ARN: machine.stateMachineArn,
      },
    });
    docs.grantInbox(made);
    storage.grantRows(made, 'GetItem', 'UpdateItem', 'DeleteItem', 'Query');
    storage.grantReadVersions(made, 'results');
    storage.grantErase(made, 'results'); // the files of a build that failed
    storage.grantAbort(made, 'results');
    queues.starts.grantSend(made);
    queues.fetches.grantSend(made);
    grant(made, ['states:StartExecution', 'states:ListExecutions'], [machine.stateMachineArn]);
    grant(made, ['states:DescribeExecution'], [executionsOf(machine)]);
    return made;
  }

  private hearOfEnds(settle: GatewayFunction, { machine, undelivered }: SettlementProps): void {
    new events.Rule(this, 'Ended from outside', {
      description: 'Executions that failed, timed out or were stopped',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [machine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new targets.LambdaFunction(settle.function, { deadLetterQueue: undelivered })],
    });
  }

  private compareEachHour(settle: GatewayFunction, { undelivered }: SettlementProps): void {
    new events.Rule(this, 'Each hour', {
      description: 'Compares maxInFlight with the converters of Docs',
      schedule: events.Schedule.rate(Duration.hours(1)),
      targets: [
        new targets.LambdaFunction(settle.function, {
          event: events.RuleTargetInput.fromObject({ compareCapacity: true }),
          deadLetterQueue: undelivered,
          retryAttempts: 0, // the next hour repeats it
        }),
      ],
    });
  }

  private sweepEachMinute(settle: GatewayFunction, { undelivered }: SettlementProps): void {
    new events.Rule(this, 'Each minute', {
      description: 'Repairs builds whose function crashed between two steps',
      schedule: events.Schedule.rate(Duration.minutes(1)), // the longest delay of such an end
      targets: [
        new targets.LambdaFunction(settle.function, {
          event: events.RuleTargetInput.fromObject({ sweep: true }),
          deadLetterQueue: undelivered,
        }),
      ],
    });
  }
}

/** Executions are named after runs, which a policy cannot list. */
function executionsOf(machine: sfn.IStateMachine): string {
  const stack = Stack.of(machine);
  const { resourceName } = stack.splitArn(machine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
  return stack.formatArn({
    service: 'states',
    resource: 'execution',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: `${resourceName}:*`,
  });
}
