import { Duration, Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Priority } from '../shared/build/build.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { METRICS } from '../shared/metric.ts';

export interface AlarmsProps {
  readonly api: apigateway.IHttpApi;
  readonly machine: sfn.IStateMachine;
  readonly createBuild: lambda.IFunction;
  readonly announceEnd: lambda.IFunction;
  /** Queues that are empty unless something failed, by the name of their alarm. */
  readonly deadLetters: Record<string, sqs.IQueue>;
  /** How many minutes the oldest build of normal priority may wait before an alarm is raised. */
  readonly waitingMinutes: number;
  /** The SNS topic that is notified when an alarm starts and when it ends. */
  readonly topicArn?: string;
}

/** Alarms an operator must act on. Failed builds concern their callers, so they raise none. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { api, machine, createBuild, announceEnd, deadLetters, topicArn, waitingMinutes } = props;
    const alarms = [
      ...this.failedExecutions(machine),
      this.anyOf(
        this.counted(METRICS.secretRefused),
        'Secret refused',
        'Docs refused the inbox secret: every build and command fails',
      ),
      this.anyOf(
        this.counted(METRICS.faults, { code: 'INTERNAL' satisfies ErrorCode }),
        'Internal errors',
        'The API answered INTERNAL: look for ERROR in the logs of its functions',
      ),
      this.anyOf(
        this.counted(METRICS.documentLost),
        'Documents not kept',
        'A file that Docs saved could not be copied: see the event Document Save Failed',
      ),
      this.anyOf(
        this.counted(METRICS.callbackRefused),
        'Callbacks refused',
        'A callback that Docs signed was refused: see the event Request Refused, or the clock of Docs',
      ),
      this.anyOf(
        this.counted(METRICS.templateInvalid),
        'Templates invalid',
        'A template has a schema or a sample that cannot be used: its builds are refused',
      ),
      this.serverErrors(api),
      this.anyOf(
        createBuild.metricThrottles(SUM),
        'Builds throttled',
        'Lambda refused calls of create-build: raise its concurrency',
      ),
      this.lateEnds(announceEnd),
      this.waitingBuilds(waitingMinutes),
      this.tooManySlots(),
      ...Object.entries(deadLetters).map(([name, queue]) => this.notEmpty(name, queue)),
    ];
    if (topicArn === undefined) return;
    const action = new SnsAction(sns.Topic.fromTopicArn(this, 'Topic', topicArn));
    for (const alarm of alarms) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }

  private failedExecutions(machine: sfn.IStateMachine): cloudwatch.Alarm[] {
    return [
      this.anyOf(
        machine.metricFailed(SUM),
        'Executions failed',
        'An execution failed: see its history in Step Functions',
      ),
      this.anyOf(
        machine.metricTimedOut(SUM),
        'Executions timed out',
        'An execution timed out: see its history in Step Functions',
      ),
      this.anyOf(
        machine.metricAborted(SUM),
        'Executions aborted',
        'An execution was stopped from outside: see StopExecution in CloudTrail',
      ),
    ];
  }

  private notEmpty(name: string, queue: sqs.IQueue): cloudwatch.Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({
      period: PERIOD,
      statistic: MAXIMUM,
    });
    return this.anyOf(
      metric,
      name,
      `${name} holds messages: read them, fix the cause, then redrive them`,
    );
  }

  /** Includes calls that no function could count: throttled, timed out or out of memory. */
  private serverErrors(api: apigateway.IHttpApi): cloudwatch.Alarm {
    const what = '10 or more 5xx per 5 minutes, twice in a row: Docs or this gateway may be down';
    return this.anyOf(api.metricServerError(SUM), 'Server errors', what, {
      threshold: 10,
      evaluationPeriods: 2,
    });
  }

  private lateEnds(announceEnd: lambda.IFunction): cloudwatch.Alarm {
    const age = announceEnd.metric('IteratorAge', {
      period: PERIOD,
      statistic: MAXIMUM,
    });
    const what = 'Events of ended builds are ten minutes late: see the log of announce-end';
    const threshold = Duration.minutes(10).toMilliseconds();
    return this.anyOf(age, 'Events late', what, { threshold, evaluationPeriods: 1 });
  }

  private waitingBuilds(minutes: number): cloudwatch.Alarm {
    const dimensions = { priority: 'normal' satisfies Priority };
    const age = this.counted(METRICS.oldestWaiting, dimensions).with({ statistic: MAXIMUM });
    const what = `A build of normal priority has waited ${minutes} minutes for a slot: Docs is too small, or stuck`;
    const threshold = Duration.minutes(minutes).toSeconds();
    return this.anyOf(age, 'Builds waiting', what, { threshold, evaluationPeriods: 1 });
  }

  private tooManySlots(): cloudwatch.Alarm {
    const metric = this.counted(METRICS.tooManySlots).with({
      statistic: MAXIMUM,
      period: Duration.hours(2), // the comparison runs once an hour
    });
    const what =
      'maxInFlight is far above the converters of Docs, which then kills builds in its queue';
    return this.anyOf(metric, 'Too many slots', what);
  }

  /** A metric that functions of this stack write. */
  private counted(metricName: string, dimensions: Record<string, string> = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      ...SUM,
      namespace: Stack.of(this).stackName,
      metricName,
      dimensionsMap: { service: METRICS.service, ...dimensions },
    });
  }

  private anyOf(
    metric: cloudwatch.Metric,
    id: string,
    alarmDescription: string,
    when = { threshold: 1, evaluationPeriods: 1 },
  ): cloudwatch.Alarm {
    return metric.createAlarm(this, id, {
      alarmDescription,
      ...when,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING, // no data: nothing ran
    });
  }
}

/** The shortest period at which CloudWatch costs nothing extra. */
const PERIOD = Duration.minutes(5);
const MAXIMUM = cloudwatch.Stats.MAXIMUM;
const SUM = { period: PERIOD, statistic: cloudwatch.Stats.SUM };
