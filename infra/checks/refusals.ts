import { METRICS } from '../../shared/metric.ts';
import { type Json, resourcesOf, textOf } from './template.ts';

/**
 * CloudFormation refuses a lifecycle rule with none of these, although S3 itself accepts it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
 */
const ONE_IS_REQUIRED = [
  'AbortIncompleteMultipartUpload',
  'ExpirationDate',
  'ExpirationInDays',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionExpirationInDays',
  'NoncurrentVersionTransition',
  'NoncurrentVersionTransitions',
  'Transition',
  'Transitions',
];

/** The metrics of AWS that alarms watch, with their dimension. */
const AWS_METRICS: Record<string, string> = {
  'AWS/ApiGateway 5xx': 'ApiId',
  'AWS/Lambda IteratorAge': 'FunctionName',
  'AWS/Lambda Throttles': 'FunctionName',
  'AWS/SQS ApproximateNumberOfMessagesVisible': 'QueueName',
  'AWS/States ExecutionsAborted': 'StateMachineArn',
  'AWS/States ExecutionsFailed': 'StateMachineArn',
  'AWS/States ExecutionsTimedOut': 'StateMachineArn',
};

/** The dimensions that functions write a metric with, in addition to `service`. */
const OWN_DIMENSIONS: Record<string, string[]> = {
  [METRICS.faults]: ['code'],
  [METRICS.oldestWaiting]: ['priority'],
};
const OWN_METRICS: string[] = [
  METRICS.secretRefused,
  METRICS.faults,
  METRICS.callbackRefused,
  METRICS.templateInvalid,
  METRICS.documentLost,
  METRICS.oldestWaiting,
  METRICS.tooManySlots,
];

type Alarm = {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
};

/** What AWS would refuse, or accept and never act on, one sentence each. */
export function refusals(template: Json): string[] {
  return [...lifecycleRules(template), ...accessLogs(template), ...alarms(template)];
}

function lifecycleRules(template: Json): string[] {
  return resourcesOf(template, 'AWS::S3::Bucket').flatMap(([id, { Properties }]) => {
    const { Rules = [] } = (Properties.LifecycleConfiguration ?? {}) as { Rules?: object[] };
    return Rules.filter((rule) => !ONE_IS_REQUIRED.some((name) => name in rule)).map(
      (rule) => `CloudFormation refuses the lifecycle rule ${JSON.stringify(rule)} of ${id}`,
    );
  });
}

/** Other groups need a resource policy, of which an account has 5,120 characters. */
function accessLogs(template: Json): string[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Stage').flatMap(([id, { Properties }]) => {
    const arn = Properties.AccessLogSettings as { DestinationArn: { 'Fn::GetAtt': [string] } };
    const group = template.Resources[arn.DestinationArn['Fn::GetAtt'][0]];
    const name = textOf(group?.Properties.LogGroupName);
    return name.startsWith('/aws/vendedlogs/') ? [] : [`${id} logs to ${name}`];
  });
}

function alarms(template: Json): string[] {
  const namespaces = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => {
    const { Variables } = Properties.Environment as { Variables: Record<string, string> };
    return Variables.POWERTOOLS_METRICS_NAMESPACE;
  });
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([id, { Properties }]) => {
    const alarm = Properties as Alarm;
    const names = (alarm.Dimensions ?? []).map(({ Name }) => Name).sort();
    const expected = dimensionsOf(alarm, new Set(namespaces));
    if (expected && String(names) === String(expected)) return [];
    return [`nothing writes ${alarm.Namespace} ${alarm.MetricName} by ${names}, as ${id} expects`];
  });
}

/** The dimensions with which a metric is written, sorted; undefined for a metric that nothing writes. */
function dimensionsOf(
  { Namespace, MetricName }: Alarm,
  namespaces: Set<string | undefined>,
): string[] | undefined {
  const ofAws = AWS_METRICS[`${Namespace} ${MetricName}`];
  if (ofAws) return [ofAws];
  const isOwn = namespaces.size === 1 && namespaces.has(Namespace);
  if (!isOwn || !OWN_METRICS.includes(MetricName)) return undefined;
  return [...(OWN_DIMENSIONS[MetricName] ?? []), 'service'].sort();
}
