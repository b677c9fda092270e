import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PRIORITIES, STATUSES } from '../shared/build/build.ts';
import { METRICS } from '../shared/metric.ts';

export interface DashboardProps {
  /** Queues that are empty unless something failed, by name. */
  readonly deadLetters: Record<string, sqs.IQueue>;
}

const { AVERAGE, MAXIMUM, SUM, p } = cloudwatch.Stats;
/** Waiting builds and slots are written once a minute. */
const PERIOD = Duration.minutes(1);

/** One page of CloudWatch: what builds do, what they wait for, and what failed. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { deadLetters }: DashboardProps) {
    super(scope, id);
    const ended = STATUSES.filter((status) => status !== 'queued' && status !== 'running');
    const dead = Object.entries(deadLetters);
    new cloudwatch.Dashboard(this, 'Resource', {
      widgets: [
        [
          graph(
            'Builds by outcome',
            ended.map((status) => this.metric(METRICS.endedBuilds, SUM, { status })),
          ),
          graph('Errors by code', [this.errorsByCode()]),
        ],
        [
          graph(
            'Waiting builds',
            PRIORITIES.map((priority) => this.metric(METRICS.waitingBuilds, MAXIMUM, { priority })),
          ),
          graph(
            'Oldest waiting build, in seconds',
            PRIORITIES.map((priority) => this.metric(METRICS.oldestWaiting, MAXIMUM, { priority })),
          ),
        ],
        [
          graph('Slots and starts', [
            this.metric(METRICS.busySlots, MAXIMUM),
            this.metric(METRICS.startedBuilds, SUM),
            this.metric(METRICS.lostStarts, SUM),
          ]),
          graph("Docs' time for a build, in milliseconds", [
            this.metric(METRICS.docsTime, AVERAGE),
            this.metric(METRICS.docsTime, p(95)),
          ]),
        ],
        [
          graph(
            'Dead letters',
            dead.map(([label, queue]) =>
              queue.metricApproximateNumberOfMessagesVisible({ label, statistic: MAXIMUM }),
            ),
          ),
        ],
      ],
    });
  }

  private metric(metricName: string, statistic: string, dimensions: Record<string, string> = {}) {
    return new cloudwatch.Metric({
      namespace: Stack.of(this).stackName,
      metricName,
      dimensionsMap: { service: METRICS.service, ...dimensions },
      statistic,
      period: PERIOD,
      label: Object.values(dimensions)[0] ?? `${metricName} (${statistic})`,
    });
  }

  /** Finds the codes that have occurred, so that a new one is shown too. */
  private errorsByCode(): cloudwatch.MathExpression {
    const found = `{${Stack.of(this).stackName},service,code} MetricName="${METRICS.failedBuilds}"`;
    return new cloudwatch.MathExpression({
      expression: `SEARCH('${found}', '${SUM}', ${PERIOD.toSeconds()})`,
      usingMetrics: {},
      label: '',
      period: PERIOD,
    });
  }
}

function graph(title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: 12, leftYAxis: { min: 0 } });
}
