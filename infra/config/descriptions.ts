import type { Config } from './config.ts';

type Leaf = string | number | boolean | readonly unknown[];

/** The paths of all settings below `T`, such as `docs.vpc.vpcId`. */
type PathsOf<T> = {
  [Name in keyof T & string]-?: NonNullable<T[Name]> extends infer Value
    ? Value extends Leaf
      ? Name
      : string extends keyof Value // a map with names of any kind, such as tags
        ? Name
        : `${Name}.${PathsOf<Value>}`
    : never;
}[keyof T & string];

/** The path of a setting in the configuration. */
export type Setting = PathsOf<Config>;

/** What each setting does, in the order of the documentation; a setting without an entry does not compile. */
export const DESCRIPTIONS: Record<Setting, string> = {
  stackName:
    'The name of the CloudFormation stack. A second gateway in an account and region needs another name. A stack that is deployed cannot be renamed: another name makes another stack.',
  'docs.url':
    'The origin of Docs, with its path prefix if it has one. Use `http` only inside a network of your own.',
  'docs.inboxSecretName':
    'The Secrets Manager secret that the gateway signs with and Docs verifies (`inbox`). You create it; its value is the plain secret.',
  'docs.outboxSecretName':
    'The Secrets Manager secret that Docs signs with and the gateway verifies (`outbox`). It may be the same secret. The version `AWSPREVIOUS` is tried where `AWSCURRENT` is refused, so a rotation needs no downtime.',
  'docs.kmsKeyArn':
    'The customer managed KMS key of the two secrets. The functions that read a secret may then decrypt with it. Leave it out for the AWS managed key.',
  'docs.tokenHeader': 'The HTTP header that carries tokens: the `JWT_HEADER` of Docs.',
  'docs.legacyCommands':
    'Whether to send commands to `/coauthoring/CommandService.ashx`. Set it for a Docs before 8.2.',
  'docs.storageOrigins':
    'Origins of the storage that Docs links to directly. The gateway uses links to these origins unchanged and sends all others to `docs.url`. Files from elsewhere must come with `content-disposition: attachment`, as Docs sends them.',
  'docs.servers':
    'How many servers of Docs share the URL, at most. Once an hour `maxInFlight` is compared with their converters.',
  'docs.vpc.vpcId':
    'The VPC that the functions that call Docs run in. Leave out `docs.vpc` if Docs is public.',
  'docs.vpc.availabilityZones': 'The availability zones of `subnetIds`, in the same order.',
  'docs.vpc.subnetIds':
    'Private subnets with a route to the internet or to interface endpoints: secrets, queues and the event bus are outside the VPC.',
  'docs.vpc.routeTableIds':
    'The route tables of `subnetIds`, in the same order. They get gateway endpoints for S3 and DynamoDB, except those that `existingEndpoints` names.',
  'docs.vpc.existingEndpoints':
    'The gateway endpoints that the route tables have already: `s3`, `dynamodb`. A route table can have one for each service.',
  'docs.vpc.securityGroupIds':
    'Security groups that Docs admits. By default the stack creates one that only allows outbound traffic.',
  'auth.issuer':
    'The OIDC issuer of access tokens, exactly as their `iss` claim has it. API Gateway must reach it over the internet.',
  'auth.audience':
    'Accepted audiences: compared with `aud`, or with `client_id` if a token has no `aud`.',
  'auth.scopeClaim':
    'The claim that holds the scopes. By default `scope`, `scp` and `roles` together.',
  'auth.scopePrefix':
    'A prefix that is removed from each scope, such as `api://docs-gateway/`. Scopes without it are ignored.',
  'auth.tenantClaim':
    'The claim that holds the tenant. Without it every caller belongs to the tenant `default`.',
  'commands.keyPrefix':
    'What the document keys of a tenant begin with, such as `{tenant}.`. A document with another key does not exist for the tenant (`404`).',
  'commands.shared':
    'Whether all tenants may reach all documents of this Docs. A deployment with `auth.tenantClaim` needs this or `commands.keyPrefix`.',
  sweep:
    'What the hourly sweep does with forgotten files: nothing, copy them, or copy them and delete them in Docs. Use `move` only if nothing else uses this Docs.',
  allowedOrigins: 'Origins of web pages that may call the API (CORS).',
  publicUrl:
    "The URL at which callers and Docs reach the API, if it has a domain of its own. By default API Gateway's own.",
  'pages.clientId':
    'The client of the issuer with which readers of [the console](pages.md#sign-in-to-the-console) sign in: a public client with the redirect URI `<publicUrl>/console`. Leave out `pages` to have no pages.',
  'pages.scopes':
    'The scopes that the console asks for, as the issuer names them: with `auth.scopePrefix`.',
  'pages.audience':
    'The value of the parameter `audience` in the request to sign in, for an issuer that needs it, such as Auth0.',
  'pages.origins':
    'Origins that the console may send requests to besides its own and the issuer, such as that of a token endpoint on another host.',
  diagnose:
    'Whether a script that failed within 30 s is run once more in Docs, to find the line. See [why a script failed](builds.md#why-a-script-failed).',
  maxInFlight:
    'How many builds are inside Docs at once: its converters and a quarter more, at least one more. Open-source Docs has one converter for each server, whatever the machine.',
  'limits.buildMinutes': 'The longest time from the start of a build to its end, in minutes.',
  'limits.waitHours':
    'The longest time from the creation of a build to its end, in hours. Waiting for its URLs and for a slot counts.',
  'limits.fileMiB': 'The size of the largest file that a build or a document may have, in MiB.',
  'limits.heldCalls':
    'Reserved concurrency for each of the four functions that can hold an answer (create a build, get a build, run a command, receive a callback). Half of it may hold answers, the rest takes new requests. With 0 nothing is reserved, and at most 50 calls are held at once.',
  'throttles.usual.rate':
    'Requests a second to each route that is in no other group. API Gateway answers `429` beyond it.',
  'throttles.usual.burst': 'How many of these may come at once.',
  'throttles.polls.rate': 'Requests a second to `GET /v1/builds/{id}`.',
  'throttles.polls.burst': 'How many of these may come at once.',
  'throttles.lists.rate': 'Requests a second to `GET /v1/builds`.',
  'throttles.lists.burst': 'How many of these may come at once.',
  'throttles.checks.rate': 'Requests a second to `POST /v1/scripts/check`.',
  'throttles.checks.burst': 'How many of these may come at once.',
  'throttles.docs.rate':
    'Requests a second to each route from which Docs fetches scripts and inputs.',
  'throttles.docs.burst': 'How many of these may come at once.',
  'throttles.open.rate':
    'Requests a second to each of `GET /v1/health`, `GET /openapi.json` and `GET /`.',
  'throttles.open.burst': 'How many of these may come at once.',
  'retention.buildDays':
    'How long builds, ids and idempotency keys are kept, in days. Names of executions are unique for 90 days, so it cannot be less.',
  'retention.inboxDays': 'How long uploads below `inbox/` are kept, in days.',
  'retention.resultDays':
    'How long files below `results/` are kept, in days. Without it they are kept until they are erased.',
  'retention.logDays': 'How long logs are kept, in days.',
  'sources.schemes': "Schemes that a caller's URL may have.",
  'sources.ports': "Ports that a caller's URL may have.",
  'sources.allow':
    'Private address ranges (CIDR) that may be fetched from. All other addresses must be public.',
  'alarms.waitingMinutes':
    'How many minutes the oldest build of normal priority may wait before the alarm *Builds waiting* rings.',
  'alarms.topicArn': 'The SNS topic that receives alarms, and a message when an alarm ends.',
  tags: 'Tags of every resource.',
};
