import { readFileSync } from 'node:fs';
import { App, CfnElement, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { parseConfig } from '../../../infra/config/config.ts';
import { GatewayStack } from '../../../infra/stack.ts';

const { context } = JSON.parse(
  readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'),
) as { context: Record<string, unknown> & { docsGateway: Record<string, object> } };

/** The sample in `cdk.json`: only the required settings. */
export const SAMPLE = context.docsGateway;

/** The setting that switches the pages on. */
export const PAGES = { pages: { clientId: 'a-client', scopes: ['builds:read'] } };

/** A deployment that uses every setting which adds or changes resources. */
export const EVERY_SETTING = {
  docs: {
    url: 'http://docs.internal:8080',
    inboxSecretName: 'docs/inbox',
    outboxSecretName: 'docs/outbox',
    vpc: {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
      routeTableIds: ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'],
    },
  },
  publicUrl: 'https://gateway.example.com',
  retention: { resultDays: 30 },
  sweep: 'move',
  ...PAGES,
  alarms: { topicArn: 'arn:aws:sns:eu-central-1:111122223333:operators' },
  tags: { owner: 'documents' },
};

type Resources = ReturnType<Template['findResources']>;
type Resource = Resources[string] & { path: string };
type Statement = { Effect: string; Action: string | string[]; Resource?: unknown };

const known = new Map<string, ReadStack>();

/** The stack with these settings, which the files that share a process synthesize once. */
export function readStack(config: object = {}): ReadStack {
  const settings = JSON.stringify(config);
  const stack = known.get(settings) ?? new ReadStack(config);
  known.set(settings, stack);
  return stack;
}

/** A synthesized stack, read by the paths of its constructs instead of their hashed ids. */
export class ReadStack {
  readonly app: App;
  private readonly template: Template;
  private readonly paths: Map<string, string>;

  constructor(config: object) {
    // What no test reads takes most of a synthesis: the check of CloudFormation's own rules, the metadata of the
    // tree, and stack traces.
    this.app = new App({
      context: { ...context, 'aws:cdk:disable-stack-trace': true },
      builtinCloudFormationValidation: false,
      treeMetadata: false,
    });
    const stack = new GatewayStack(this.app, 'Gateway', {
      config: parseConfig({ ...SAMPLE, ...config }),
      codeOf: (file) => Code.fromInline(file), // so that a function is found by its file
    });
    this.template = Template.fromStack(stack);
    this.paths = pathsOf(stack);
  }

  /** Every resource of a type, with its path below the stack. */
  all(type: string): Resource[] {
    return Object.entries(this.template.findResources(type)).map(([id, resource]) => ({
      ...resource,
      path: this.paths.get(id) ?? id,
    }));
  }

  /** The only resource of a type whose path begins with `start`. */
  one(type: string, path = ''): Resource {
    const found = this.all(type).filter((resource) => resource.path.startsWith(path));
    if (found.length !== 1) throw new Error(`${found.length} of ${type} at ${path}`);
    return found[0] as Resource;
  }

  /** The function of a file in `functions/`. */
  function(file: string): Resource {
    const found = this.all('AWS::Lambda::Function').find(
      ({ Properties }) => Properties.Code.ZipFile === file,
    );
    if (!found) throw new Error(`no function is made of ${file}`);
    return found;
  }

  /** The files of all functions in the stack. */
  files(): string[] {
    return this.all('AWS::Lambda::Function').map(({ Properties }) => Properties.Code.ZipFile);
  }

  /** The value of an output of the stack. */
  output(name: string): unknown {
    return this.template.findOutputs(name)[name]?.Value;
  }

  /** Text with its references written as paths: `Storage/Resource.Arn/scripts/*`. */
  text(value: unknown): string {
    if (typeof value === 'string') return value;
    const [name, argument] = Object.entries(value as Record<string, unknown>)[0] ?? [];
    if (name === 'Ref') return this.paths.get(String(argument)) ?? String(argument);
    if (name === 'Fn::GetAtt') {
      const [id, attribute] = argument as [string, string];
      return `${this.paths.get(id) ?? id}.${attribute}`;
    }
    if (name === 'Fn::Join') {
      const [between, parts] = argument as [string, unknown[]];
      return parts.map((part) => this.text(part)).join(between);
    }
    return JSON.stringify(value);
  }

  /** The rights of the role at a path, as `action → resource`, sorted. */
  rights(rolePath: string): string[] {
    return this.all('AWS::IAM::Policy')
      .filter(({ Properties }) =>
        (Properties.Roles as unknown[]).some((role) => this.text(role).startsWith(`${rolePath}/`)),
      )
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap((action) => [Resource].flat().map((on) => [action, this.text(on)])),
      )
      .map(([action, on]) => `${action} → ${on}`)
      .filter((right, n, all) => all.indexOf(right) === n) // two statements may allow the same
      .sort();
  }

  /** Every statement of every policy, of roles, queues and the bucket. */
  statements(): Statement[] {
    return ['AWS::IAM::Policy', 'AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy']
      .flatMap((type) => this.all(type))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
  }
}

function pathsOf(stack: Stack): Map<string, string> {
  const elements = stack.node.findAll().filter((node) => CfnElement.isCfnElement(node));
  return new Map(
    elements.map((element) => [
      String(stack.resolve((element as CfnElement).logicalId)),
      element.node.path.slice(stack.node.path.length + 1),
    ]),
  );
}
