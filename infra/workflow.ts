import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { GatewayFunction } from './functions/function.ts';
import { type Retry, retries } from './retry.ts';

/** The input of an execution names a build and nothing else; every step receives it. */
const BUILD = {
  tenant: '{% $states.context.Execution.Input.tenant %}',
  id: '{% $states.context.Execution.Input.id %}',
  run: '{% $states.context.Execution.Input.run %}',
};

/** What each step's function is, in the order of the story. */
export interface WorkflowSteps {
  readonly askDocs: GatewayFunction;
  readonly fetchSource: GatewayFunction;
  readonly copyResult: GatewayFunction;
  readonly recordEnd: GatewayFunction;
}

export interface WorkflowProps {
  readonly steps: WorkflowSteps;
  /** From a build's start to its end, at the latest; the functions keep it. */
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
      definitionBody: sfn.DefinitionBody.fromChainable(this.wayOfABuild(steps)),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      role: this.makeRole(steps),
      // The functions give up at the build's deadline; this ends what they cannot. It runs no Catch.
      timeout: Duration.minutes(buildMinutes + 60),
    });
  }

  private wayOfABuild(steps: WorkflowSteps): sfn.IChainable {
    const ended = sfn.Succeed.jsonata(this, 'Build ended');

    const recordFailure = this.step('Record failure', steps.recordEnd, {
      ...BUILD,
      error: '{% $states.input.Error %}',
      cause: "{% $exists($states.input.Cause) ? $states.input.Cause : '' %}",
    }).next(ended);

    const waits = '{% $exists($states.input.waits) ? $states.input.waits : 0 %}';
    const ask = this.step('Ask Docs', steps.askDocs, { ...BUILD, waits }, ANSWER);
    const fetchSource = this.step('Fetch source', steps.fetchSource, BUILD);
    const copy = this.copyEach(steps.copyResult);
    const files = '{% $states.input %}';
    const record = this.step('Record', steps.recordEnd, { ...BUILD, files });
    const pause = sfn.Wait.jsonata(this, 'Wait before asking again', {
      time: sfn.WaitTime.seconds('{% $states.input.pauseSeconds %}'),
    });

    for (const step of [ask, fetchSource, copy, record]) step.addCatch(recordFailure);
    record.next(ended);
    return ask.next(
      sfn.Choice.jsonata(this, 'Ended?')
        .when(is('ended'), ended)
        .when(is('done'), copy.next(record))
        .when(is('unstaged'), fetchSource.next(ask))
        .otherwise(pause.next(ask)),
    );
  }

  /** A step for each file that Docs named. */
  private copyEach(copyResult: GatewayFunction): sfn.Map {
    const name = '{% $states.input.name %}';
    return sfn.Map.jsonata(this, 'Copy results', {
      items: sfn.ProvideItems.jsonata('{% $states.input.files %}'),
      itemSelector: { name: '{% $states.context.Map.Item.Value %}' },
      maxConcurrency: 4, // as many downloads at once as a Docs of a few converters bears beside its work
    }).itemProcessor(this.step('Copy result', copyResult, { ...BUILD, name }, ANSWER));
  }

  /** A step whose answer the next state reads, or else an empty one. */
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
      // The function's own timeout ends it first, and says so.
      taskTimeout: sfn.Timeout.duration(run.timeout.plus(Duration.seconds(10))),
      retryOnServiceExceptions: false, // CDK's list lacks the throttle that is most likely
    });
    for (const retry of this.retries) task.addRetry(retry);
    return task;
  }

  /** May invoke its functions; CDK's own grant would hold every version of each, by a wildcard. */
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

/** What a step's function returned. */
const ANSWER = '{% $states.result.Payload %}';

function is(state: string): sfn.Condition {
  return sfn.Condition.jsonata(`{% $states.input.state = '${state}' %}`);
}
