import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIGURATIONS } from '../../../infra/checks/configurations.ts';
import { exceededQuotas } from '../../../infra/checks/quotas.ts';
import { refusals } from '../../../infra/checks/refusals.ts';
import { invalidStates } from '../../../infra/checks/state-machine.ts';
import { type Json, resourcesOf, templateOf } from '../../../infra/checks/template.ts';

const largest = templateOf(CONFIGURATIONS['highest values']?.config ?? {});

/** The findings in the template of the largest configuration after a change. */
function findingsAfter(change: (template: Json) => void): string[] {
  const template = structuredClone(largest);
  change(template);
  return [exceededQuotas, refusals, invalidStates].flatMap((check) => check(template));
}

/** The properties of the first resource of a type. */
function propertiesOf(template: Json, type: string): Record<string, never> {
  return resourcesOf(template, type)[0]?.[1].Properties as Record<string, never>;
}

const set = (type: string, name: string, value: unknown) => (template: Json) => {
  Object.assign(propertiesOf(template, type), { [name]: value });
};

test('the template of the largest configuration has no finding', () => {
  deepEqual(
    findingsAfter(() => {}),
    [],
  );
});

test('the configurations have the lowest and the highest value of each limit', () => {
  const names = Object.keys(CONFIGURATIONS);

  ok(names.includes('lowest values') && names.includes('highest values'), names.join());
});

const WRONG: Record<string, [RegExp, (template: Json) => void]> = {
  'more than 500 resources': [
    /^\d+ resources; AWS allows 500$/,
    (template) => {
      for (let n = 0; n < 500; n++) template.Resources[`r${n}`] = { Type: 'T', Properties: {} };
    },
  ],
  'variables of more than 4 KB': [
    /^\d+ characters in \w+; AWS allows 4096$/,
    set('AWS::Lambda::Function', 'Environment', {
      Variables: { POWERTOOLS_METRICS_NAMESPACE: `D${'o'.repeat(99)}`, LONG: 'x'.repeat(4_000) },
    }),
  ],
  'policies of a role of more than 10,240 characters': [
    /^\d+ characters in the policies of \w+; AWS allows 10240$/,
    set('AWS::IAM::Policy', 'PolicyDocument', { Statement: 'x'.repeat(10_240) }),
  ],
  'a description that is too long': [
    /^257 characters in Description of \w+; AWS allows 256$/,
    set('AWS::Lambda::Function', 'Description', 'x'.repeat(257)),
  ],
  'a lifecycle rule with an expired marker alone': [
    /^CloudFormation refuses the lifecycle rule/,
    set('AWS::S3::Bucket', 'LifecycleConfiguration', {
      Rules: [{ ExpiredObjectDeleteMarker: true, Status: 'Enabled' }],
    }),
  ],
  'an access log outside of /aws/vendedlogs/': [
    /^\w+ logs to other$/,
    (template) => {
      const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
      const access = groups.find(([, { Properties }]) => Properties.LogGroupName !== undefined);
      Object.assign(access?.[1].Properties ?? {}, { LogGroupName: 'other' });
    },
  ],
  'an alarm of a metric that nothing writes': [
    /^nothing writes AWS\/States ExecutionsBroken by StateMachineArn, as \w+ expects$/,
    set('AWS::CloudWatch::Alarm', 'MetricName', 'ExecutionsBroken'),
  ],
  'an alarm by a dimension that the metric does not have': [
    /^nothing writes AWS\/States ExecutionsFailed by FunctionName, as \w+ expects$/,
    set('AWS::CloudWatch::Alarm', 'Dimensions', [{ Name: 'FunctionName', Value: 'f' }]),
  ],
  'a state machine that leads nowhere': [
    /^\w+: .*/,
    set(
      'AWS::StepFunctions::StateMachine',
      'DefinitionString',
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}',
    ),
  ],
};

for (const [what, [finding, change]] of Object.entries(WRONG)) {
  test(`npm run check finds ${what}`, () => {
    const found = findingsAfter(change);

    ok(
      found.some((text) => finding.test(text)),
      found.join('\n'),
    );
  });
}
