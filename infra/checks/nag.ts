import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

type Accepted = {
  /** The rule, with the finding in brackets if the rule reports several. */
  rule: RegExp;
  /** The constructs at which it is accepted, by path below the stack. */
  at: RegExp;
  reason: string;
};

/** The accepted findings. Any other finding fails the synthesis. */
export const ACCEPTED: Accepted[] = [
  {
    rule: /^AwsSolutions-IAM5\[Resource::<Storage\w+\.Arn>\/(inbox|templates|inputs|scripts|results|callbacks|documents)\/\*\]$/,
    at: /^(Steps|Routes|Doors|Documents|Settlement)\/[\w-]+\/Role\/DefaultPolicy/,
    reason:
      'The names of objects contain tenants, builds and documents, so a folder is the narrowest resource possible.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:execution:.*:\*\]$/,
    at: /^Settlement\/settle-build\/Role\/DefaultPolicy/,
    reason:
      'Executions are named after runs, which a policy cannot list. These are of the one state machine of the stack.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /^(Steps\/(ask-docs|copy-result)|Routes\/(report-health|run-command)|Doors\/run-command|Settlement\/settle-build|Documents\/[\w-]+)\/Role\/DefaultPolicy/,
    reason:
      'Lambda creates the network interfaces of a function in a VPC. EC2 supports no narrower resource.',
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    at: /^Api\/((GET|HEAD) --(v1--(scripts|inputs|health)|openapi\.json|console|reference|\/)|POST --v1--callbacks|\$default)/,
    reason:
      'Docs sends a capability or a token of its own, which the function verifies. The other routes return public data, or the files of a page, whose calls bring the token of its reader.',
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    at: /^(Steps|Routes|Doors|Settlement|Documents|Announcement)\/[\w-]+\/Resource/,
    reason:
      'The caller receives the error, or the event source keeps the failed event. settle-build and sweep-forgotten are invoked by events and have a failure destination instead.',
  },
  {
    rule: /^Serverless-LambdaEventSourceMappingDestination$/,
    at: /^(Doors|Documents)\//,
    reason: 'A message that fails moves to the dead-letter queue of its queue.',
  },
  {
    rule: /^(AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
    at: /^(Undelivered|Announcement\/Failures|Queues\/\w+\/Dead)\//,
    reason: 'This is itself a dead-letter queue. An alarm watches it, and no function reads it.',
  },
  {
    rule: /^(Serverless-LambdaTracing|AwsSolutions-SF2|Serverless-StepFunctionStateMachineXray)$/,
    at: /^(Steps|Routes|Doors|Settlement|Documents|Announcement|Workflow)\//,
    reason:
      'Log lines carry the build id, one line per call. X-Ray needs a wildcard permission in every role and costs more than the build.',
  },
  {
    rule: /^AwsSolutions-SF1$/,
    at: /^Workflow\//,
    reason:
      'Step Functions keeps the history of each execution for 90 days, with ids and names only. A copy in logs costs more than the execution.',
  },
  {
    rule: /^AwsSolutions-S1$/,
    at: /^Storage\//,
    reason:
      'Access logs need a second bucket and contain less than CloudTrail data events. The operator decides whether to pay for these and switches them on in CloudTrail; docs/cost.md has their price.',
  },
];

/** Adds both packs to every synthesis. It fails on a finding that is not accepted above. */
export function checkWithNag(app: App): void {
  acceptFindings(app);
  Validations.of(app).addPlugins(...packs(app));
}

/** Acknowledges each accepted finding by its full id, because the packs support no patterns. */
export function acceptFindings(app: App): void {
  for (const { rule, path } of findings(app)) {
    const accepted = ACCEPTED.find((one) => one.rule.test(rule) && one.at.test(pathInStack(path)));
    if (!accepted) continue;
    const { reason } = accepted;
    Validations.of(nodeAt(app, path)).acknowledge({ id: rule, reason });
  }
}

/** The findings of both packs, one entry for each rule and construct. */
export function findings(app: App): { rule: string; path: string }[] {
  return packs(app)
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
    );
}

/** A construct path without the name of its stack. */
export function pathInStack(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

function packs(app: App): NagPack[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
}

function nodeAt(app: App, path: string): IConstruct {
  return path.split('/').reduce<IConstruct>((node, id) => node.node.findChild(id), app);
}
