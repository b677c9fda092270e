import { type Json, type Resource, resourcesOf, textOf } from './template.ts';

/** AWS's quotas that neither cfn-lint nor CDK compares a template with, in characters unless said otherwise. */
const QUOTA = {
  resources: 500,
  outputs: 200,
  templateBytes: 1_000_000,
  variablesBytes: 4_096, // of one function, with names
  rolePolicies: 10_240, // the inline policies of one role together
  queuePolicy: 8_192,
  bucketPolicy: 20_480,
  stateMachine: 1_048_576,
  routes: 300,
} as const;

/** The longest allowed names and descriptions, by type and property. */
const LENGTHS: Record<string, Record<string, number>> = {
  'AWS::Lambda::Function': { FunctionName: 64, Description: 256 },
  'AWS::IAM::Role': { RoleName: 64, Description: 1_000 },
  'AWS::IAM::Policy': { PolicyName: 128 },
  'AWS::SQS::Queue': { QueueName: 80 },
  'AWS::Events::EventBus': { Name: 256 },
  'AWS::Events::Rule': { Name: 64, Description: 512 },
  'AWS::Logs::LogGroup': { LogGroupName: 512 },
  'AWS::CloudWatch::Alarm': { AlarmName: 255, AlarmDescription: 1_024 },
  'AWS::ApiGatewayV2::Api': { Name: 128 },
  'AWS::EC2::SecurityGroup': { GroupDescription: 255 },
  'AWS::StepFunctions::StateMachine': { StateMachineName: 80 },
};

/** What exceeds a quota of AWS, one sentence each. */
export function exceededQuotas(template: Json): string[] {
  const { Resources, Outputs = {} } = template;
  return [
    ...over('resources', Object.keys(Resources).length, QUOTA.resources),
    ...over('outputs', Object.keys(Outputs).length, QUOTA.outputs),
    ...over('bytes of template', JSON.stringify(template).length, QUOTA.templateBytes),
    ...over('routes', resourcesOf(template, 'AWS::ApiGatewayV2::Route').length, QUOTA.routes),
    ...each(template, 'AWS::Lambda::Function', variables, QUOTA.variablesBytes),
    ...each(template, 'AWS::SQS::QueuePolicy', policy, QUOTA.queuePolicy),
    ...each(template, 'AWS::S3::BucketPolicy', policy, QUOTA.bucketPolicy),
    ...each(template, 'AWS::StepFunctions::StateMachine', definition, QUOTA.stateMachine),
    ...rolePolicies(template),
    ...longNames(template),
  ];
}

function over(what: string, count: number, quota: number): string[] {
  return count > quota ? [`${count} ${what}; AWS allows ${quota}`] : [];
}

function each(
  template: Json,
  type: string,
  measure: (resource: Resource) => number,
  quota: number,
): string[] {
  return resourcesOf(template, type).flatMap(([id, resource]) =>
    over(`characters in ${id}`, measure(resource), quota),
  );
}

function variables({ Properties }: Resource): number {
  const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: object };
  return Object.entries(Variables).flat().map(textOf).join('').length;
}

const policy = ({ Properties }: Resource) => textOf(Properties.PolicyDocument).length;
const definition = ({ Properties }: Resource) => textOf(Properties.DefinitionString).length;

function rolePolicies(template: Json): string[] {
  const lengths = new Map<string, number>();
  for (const [, resource] of resourcesOf(template, 'AWS::IAM::Policy')) {
    for (const { Ref } of resource.Properties.Roles as { Ref: string }[])
      lengths.set(Ref, (lengths.get(Ref) ?? 0) + policy(resource));
  }
  return [...lengths].flatMap(([role, length]) =>
    over(`characters in the policies of ${role}`, length, QUOTA.rolePolicies),
  );
}

function longNames({ Resources }: Json): string[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    Object.entries(LENGTHS[Type] ?? {}).flatMap(([name, longest]) => {
      const value = Properties?.[name];
      if (value === undefined) return [];
      return over(`characters in ${name} of ${id}`, textOf(value).length, longest);
    }),
  );
}
