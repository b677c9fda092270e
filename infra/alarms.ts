import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ErrorCode } from '../shared/errors.ts';
import { METRICS } from '../shared/metric.ts';

export interface AlarmsProps {
  readonly api: apigateway.IHttpApi;
  readonly machine: sfn.IStateMachine;
  /** Queues that are empty when all is well, by what lies in them. */
  readonly deadLetters: Record<string, sqs.IQueue>;
  /** The topic that alarms and their ends are told to. */
  readonly topicArn?: string;
}

/** What wants a person: failed builds do not, for they are their callers', unless Docs shuts us out. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { api, machine, deadLetters, topicArn } = props;
    const alarms = [
      ...this.endsFromOutside(machine),
      this.anyOf(
        SECRET_REFUSED,
        'Secret refused',
        'Docs does not take our secret: every build fails',
      ),
      this.anyOf(OWN_FAULTS, 'Own faults', 'The API answered INTERNAL: the log says what broke'),
      this.anyOf(
        DOCUMENT_LOST,
        'Documents not kept',
        'A file that Docs saved could not be copied: see the event Document Save Failed',
      ),
      this.anyOf(
        CALLBACK_REFUSED,
        'Callbacks refused',
        'Nothing could be kept of a callback that Docs signed: see the event Request Refused',
      ),
      this.manyFail(api),
      ...Object.entries(deadLetters).map(([name, queue]) => this.notEmpty(name, queue)),
    ];
    if (topicArn === undefined) return;
    const action = new SnsAction(sns.Topic.fromTopicArn(this, 'Topic', topicArn));
    for (const alarm of alarms) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }

  private endsFromOutside(machine: sfn.IStateMachine): cloudwatch.Alarm[] {
    return [
      this.anyOf(
        machine.metricFailed(SUM),
        'Executions failed',
        'An execution failed: see its history',
      ),
      this.anyOf(machine.metricTimedOut(SUM), 'Executions timed out', 'An execution timed out'),
      this.anyOf(machine.metricAborted(SUM), 'Executions aborted', 'An execution was stopped'),
    ];
  }

  private notEmpty(name: string, queue: sqs.IQueue): cloudwatch.Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({
      period: PERIOD,
      statistic: cloudwatch.Stats.MAXIMUM,
    });
    return this.anyOf(metric, name, `${name}: look at them, mend the cause, send them again`);
  }

  /** Also what no function of ours could count: throttled, out of time, out of memory. */
  private manyFail(api: apigateway.IHttpApi): cloudwatch.Alarm {
    const what = 'Calls fail, ten in five minutes and longer than that: Docs may be down, or we';
    return this.anyOf(api.metricServerError(SUM), 'Calls failed', what, {
      threshold: 10,
      evaluationPeriods: 2,
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
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING, // nothing ran, nothing failed
    });
  }
}

/** As often as CloudWatch looks without extra cost. */
const PERIOD = Duration.minutes(5);
const SUM = { period: PERIOD, statistic: cloudwatch.Stats.SUM };
const SECRET_REFUSED = counted(METRICS.secretRefused);
const DOCUMENT_LOST = counted(METRICS.documentLost);
const CALLBACK_REFUSED = counted(METRICS.callbackRefused);
const OWN_FAULTS = counted(METRICS.faults, { code: 'INTERNAL' satisfies ErrorCode });

function counted(metricName: string, dimensions: Record<string, string> = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    ...SUM,
    namespace: METRICS.namespace,
    metricName,
    dimensionsMap: { service: METRICS.service, ...dimensions },
  });
}
