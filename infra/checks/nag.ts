import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

type Accepted = {
  /** The rule, and the finding in brackets where it reports more than one. */
  rule: RegExp;
  /** The constructs it is accepted at, by their paths below the stack. */
  at: RegExp;
  reason: string;
};

/** What the packs find and we keep: everything else fails the synthesis. */
export const ACCEPTED: Accepted[] = [
  {
    rule: /^AwsSolutions-IAM5\[Resource::<Storage\w+\.Arn>\/(inbox|templates|inputs|scripts|results|callbacks|documents)\/\*\]$/,
    at: /^(Steps|Routes|Doors|Documents|Settlement)\/[\w-]+\/Role\/DefaultPolicy/,
    reason:
      'Objects are named by tenants, builds and documents: the folder is as narrow as a role can be.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:execution:.*:\*\]$/,
    at: /^Settlement\/settle-build\/Role\/DefaultPolicy/,
    reason: 'Executions are named by runs; these are of our one state machine.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /^(Steps\/(ask-docs|copy-result)|Routes\/(report-health|run-command)|Doors\/run-command|Settlement\/settle-build|Documents\/[\w-]+)\/Role\/DefaultPolicy/,
    reason: 'A function in a VPC makes its network interfaces; EC2 knows no narrower resource.',
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    at: /^Api\/(GET --v1--(scripts|inputs|health)|POST --v1--callbacks|GET --openapi\.json|GET --\/|\$default)/,
    reason:
      'Docs shows a capability or its own token, which the function checks; the others tell everyone the same.',
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    at: /^(Steps|Routes|Doors|Settlement|Documents|Announcement)\/[\w-]+\/Resource/,
    reason:
      'Called for an answer, or by a source that keeps what fails. settle-build and sweep-forgotten, called by events, have a failure destination instead.',
  },
  {
    rule: /^Serverless-LambdaEventSourceMappingDestination$/,
    at: /^(Doors|Documents)\//,
    reason: 'What a queue brings and fails goes to that queue’s own dead-letter queue.',
  },
  {
    rule: /^(AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
    at: /^(Undelivered|Announcement\/Failures|Queues\/\w+\/Dead)\//,
    reason: 'It is the dead-letter queue itself: alarms watch it, and nobody takes from it.',
  },
  {
    rule: /^(Serverless-LambdaTracing|AwsSolutions-SF2|Serverless-StepFunctionStateMachineXray)$/,
    at: /^(Steps|Routes|Doors|Settlement|Documents|Announcement|Workflow)\//,
    reason:
      'A build is followed by its id through one log line per call; X-Ray would have every role write to all of it, and cost more than the build.',
  },
  {
    rule: /^AwsSolutions-SF1$/,
    at: /^Workflow\//,
    reason:
      'Step Functions keeps the history of each execution for 90 days, and it holds ids and names only; a copy in logs costs more than the execution.',
  },
  {
    rule: /^AwsSolutions-S1$/,
    at: /^Storage\//,
    reason:
      'Access logs need a second bucket and tell less than CloudTrail data events, which an account switches on for all its buckets.',
  },
];

/** Has every synthesis checked by both packs: it fails on what is not accepted above. */
export function checkWithNag(app: App): void {
  acceptFindings(app);
  Validations.of(app).addPlugins(...packs(app));
}

/** Acknowledges each accepted finding by its full id, for the packs know no patterns. */
export function acceptFindings(app: App): void {
  for (const { rule, path } of findings(app)) {
    const accepted = ACCEPTED.find((one) => one.rule.test(rule) && one.at.test(pathInStack(path)));
    if (!accepted) continue;
    const { reason } = accepted;
    Validations.of(nodeAt(app, path)).acknowledge({ id: rule, reason });
  }
}

/** What both packs find now, one entry for each rule and construct. */
export function findings(app: App): { rule: string; path: string }[] {
  return packs(app)
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
    );
}

/** A path without the name of its stack. */
export function pathInStack(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

function packs(app: App): NagPack[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
}

function nodeAt(app: App, path: string): IConstruct {
  return path.split('/').reduce<IConstruct>((node, id) => node.node.findChild(id), app);
}
