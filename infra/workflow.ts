import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { GatewayFunction } from './functions/function.ts';
import { type Retry, retries } from './workflow-retry.ts';

/** The input of an execution: only the names of a build and its run. Every step receives it. */
const BUILD = {
  tenant: '{% $states.context.Execution.Input.tenant %}',
  id: '{% $states.context.Execution.Input.id %}',
  run: '{% $states.context.Execution.Input.run %}',
};

/** The functions of the steps, in the order in which a build uses them. */
export interface WorkflowSteps {
  readonly askDocs: GatewayFunction;
  /** Only executions of version 0.1.0 call it. Remove it once the release that follows 0.1.0 is out. */
  readonly fetchSource: GatewayFunction;
  readonly copyResult: GatewayFunction;
  readonly recordEnd: GatewayFunction;
}

export interface WorkflowProps {
  readonly steps: WorkflowSteps;
  /** The longest time from a build's start to its end. The functions enforce it. */
  readonly buildMinutes: number;
}

/** One execution for each build: ask Docs until it has ended, copy what it saved, record the end. */
export class Workflow extends Construct {
  readonly machine: sfn.IStateMachine;
  private readonly retries: Retry[];

  constructor(scope: Construct, id: string, { steps, buildMinutes }: WorkflowProps) {
    super(scope, id);
    this.retries = retries(buildMinutes);
    this.machine = new sfn.StateMachine(this, 'Resource', {
      definitionBody: sfn.DefinitionBody.fromChainable(this.stepsOfABuild(steps)),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      role: this.makeRole(steps),
      // The functions fail a build at its deadline. This timeout is for executions that hang; it runs no Catch.
      timeout: Duration.minutes(buildMinutes + 60),
    });
  }

  private stepsOfABuild(steps: WorkflowSteps): sfn.IChainable {
    const ended = sfn.Succeed.jsonata(this, 'Build ended');

    const recordFailure = this.step('Record failure', steps.recordEnd, {
      ...BUILD,
      error: '{% $states.input.Error %}',
      cause: "{% $exists($states.input.Cause) ? $states.input.Cause : '' %}",
    }).next(ended);

    const waits = '{% $exists($states.input.waits) ? $states.input.waits : 0 %}';
    const ask = this.step('Ask Docs', steps.askDocs, { ...BUILD, waits }, ANSWER);
    const copy = this.copyEach(steps.copyResult);
    const files = '{% $states.input %}';
    const record = this.step('Record', steps.recordEnd, { ...BUILD, files });
    const pause = sfn.Wait.jsonata(this, 'Wait before asking again', {
      time: sfn.WaitTime.seconds('{% $states.input.pauseSeconds %}'),
    });

    for (const step of [ask, copy, record]) step.addCatch(recordFailure);
    record.next(ended);
    return ask.next(
      sfn.Choice.jsonata(this, 'Ended?')
        .when(is('ended'), ended)
        .when(is('done'), copy.next(record))
        .otherwise(pause.next(ask)),
    );
  }

  /** Copies each file that Docs listed in its answer. */
  private copyEach(copyResult: GatewayFunction): sfn.Map {
    const name = '{% $states.input.name %}';
    return sfn.Map.jsonata(this, 'Copy results', {
      items: sfn.ProvideItems.jsonata('{% $states.input.files %}'),
      itemSelector: { name: '{% $states.context.Map.Item.Value %}' },
      maxConcurrency: 4, // parallel downloads that a Docs with a few converters can serve while it converts
    }).itemProcessor(this.step('Copy result', copyResult, { ...BUILD, name }, ANSWER));
  }

  /** @param outputs the output of the state; by default an empty object instead of the function's answer */
  private step(
    name: string,
    run: GatewayFunction,
    payload: Record<string, string>,
    outputs: object | string = {},
  ): LambdaInvoke {
    const task = LambdaInvoke.jsonata(this, name, {
      lambdaFunction: run.function,
      payload: sfn.TaskInput.fromObject(payload),
      outputs,
      // Longer than the function's own timeout, whose error names the cause.
      taskTimeout: sfn.Timeout.duration(run.timeout.plus(Duration.seconds(10))),
      retryOnServiceExceptions: false, // CDK's list lacks Lambda.TooManyRequestsException
    });
    for (const retry of this.retries) task.addRetry(retry);
    return task;
  }

  /** May invoke these functions. CDK's own grant would include every version of each, by a wildcard. */
  private makeRole({ askDocs, fetchSource, copyResult, recordEnd }: WorkflowSteps): iam.IRole {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
    });
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [askDocs, fetchSource, copyResult, recordEnd].map(
        (step) => step.function.functionArn,
      ),
    });
    return role.withoutPolicyUpdates();
  }
}

/** The value that a step's function returned. */
const ANSWER = '{% $states.result.Payload %}';

function is(state: string): sfn.Condition {
  return sfn.Condition.jsonata(`{% $states.input.state = '${state}' %}`);
}
