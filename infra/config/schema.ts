import * as z from 'zod/mini';
import { isCidr } from '../../shared/cidr.ts';

const text = (should: string) => z.string(should).check(z.minLength(1, should));
const matching = (pattern: RegExp, should: string) =>
  z.string(should).check(z.regex(pattern, should));
const from = (least: number, most: number) => {
  const should = `a whole number from ${least} to ${most}`;
  return z.int(should).check(z.minimum(least, should), z.maximum(most, should));
};
const texts = (should: string, least: string) =>
  z.array(text(should), should).check(z.minLength(1, least));
const yesOrNo = z.boolean('true or false');
const claim = text('the name of a claim');

const HOST = String.raw`[^\s/?#@\\]+`;
const LOOPBACK = String.raw`(127\.0\.0\.1|localhost|\[::1\])(:\d+)?`;
const baseUrl = matching(
  new RegExp(`^https?://${HOST}(/[^\\s?#]*[^\\s?#/])?$`),
  'an http(s) URL without a query and without a slash at the end',
);
const origins = z.array(
  matching(new RegExp(`^https?://${HOST}$`), 'an origin such as https://app.example.com'),
  'a list of origins',
);

const network = z.strictObject(
  {
    /** The VPC that Docs lives in; it is never looked up, so everything needed of it is said here. */
    vpcId: matching(/^vpc-[0-9a-f]+$/, 'a VPC id such as vpc-0a1b2c3d'),
    /** The zones of `subnetIds`, in the same order. */
    availabilityZones: texts(
      'the zones of the subnets, such as eu-central-1a',
      'at least one zone',
    ),
    /** Private subnets with a way out (secrets and queues lie outside). */
    subnetIds: z
      .array(
        matching(/^subnet-[0-9a-f]+$/, 'a subnet id such as subnet-0a1b2c3d'),
        'a list of subnet ids',
      )
      .check(z.minLength(1, 'at least one subnet')),
    /** The subnets' route tables, in the same order: they get gateway endpoints for S3 and DynamoDB. Without them there are none. */
    routeTableIds: z.optional(
      z.array(
        matching(/^rtb-[0-9a-f]+$/, 'a route table id such as rtb-0a1b2c3d'),
        'a list of route table ids',
      ),
    ),
    /** Security groups that Docs lets in. Without them one is made that may only go out. */
    securityGroupIds: z.optional(
      z.array(
        matching(/^sg-[0-9a-f]+$/, 'a security group id such as sg-0a1b2c3d'),
        'a list of security group ids',
      ),
    ),
  },
  'an object with vpcId, availabilityZones and subnetIds',
);

const docs = z.strictObject(
  {
    /** Docs' origin, and its path prefix where it has one; https but inside a network of your own. */
    url: baseUrl,
    /** The header that Docs reads and sends its tokens in (its `JWT_HEADER`). */
    tokenHeader: z._default(
      matching(/^[0-9A-Za-z!#$%&'*+.^_`|~-]+$/, 'the name of an HTTP header'),
      'Authorization',
    ),
    /** The Secrets Manager secret that we sign with and Docs checks; you make it. */
    inboxSecretName: text("the name of the secret that holds Docs' inbox secret"),
    /** The Secrets Manager secret that Docs signs with and we check; you make it. */
    outboxSecretName: text("the name of the secret that holds Docs' outbox secret"),
    /** For a Docs before 8.2, whose command service is `/coauthoring/CommandService.ashx`. */
    legacyCommands: z._default(yesOrNo, false),
    /** Origins of Docs' own storage (direct storage links) whose URLs are used as they are. */
    storageOrigins: z._default(origins, []),
    /** Where Docs is private: the functions that talk to it, and no others, run in this VPC. */
    vpc: z.optional(network),
  },
  'an object with url, inboxSecretName and outboxSecretName',
);

const auth = z.strictObject(
  {
    /** The OIDC issuer of callers' tokens, exactly as their `iss` says it. */
    issuer: matching(
      new RegExp(`^(https://${HOST}|http://${LOOPBACK})(/\\S*)?$`),
      'an https URL (http on the local machine alone)',
    ),
    /** Accepted audiences (`aud`, or `client_id` where a token has none). */
    audience: texts('the name of an audience', 'at least one audience'),
    /** The claim that holds scopes; without it `scope`, `scp` and `roles` together. */
    scopeClaim: z.optional(claim),
    /** Taken off each scope before it is looked at, such as `api://docs-gateway/`. */
    scopePrefix: z.optional(text('the text that each scope begins with')),
    /** The claim that holds the tenant; without it everyone is `default`. */
    tenantClaim: z.optional(claim),
  },
  'an object with issuer and audience',
);

const limits = z.strictObject(
  {
    /** Minutes from a build's start to its end, at the latest. */
    buildMinutes: z._default(from(1, 720), 45),
    /** Hours from a build's creation to its end, waiting for a slot included. */
    waitHours: z._default(from(1, 24 * 6), 24),
    /** The largest file that a build may bring, in MiB. */
    fileMiB: z._default(from(1, 5120), 1024),
    /** Concurrency kept for each of the four functions that may hold their answer: `POST /v1/builds`, `GET /v1/builds/{id}`, `POST /v1/commands` and the callbacks. 0 keeps none (for an account with a small quota). */
    heldCalls: z._default(from(0, 1000), 100),
  },
  'an object of settings',
);

const days = from(1, 3650);

const retention = z.strictObject(
  {
    /** Days that builds, ids and idempotency keys are kept; an execution's name is taken for 90. */
    buildDays: z._default(from(90, 3650), 90),
    /** Days that uploads below `inbox/` are kept. */
    inboxDays: z._default(days, 30),
    /** Days that files below `results/` are kept; without it until they are erased. */
    resultDays: z.optional(days),
    /** Days that logs are kept: a period that CloudWatch Logs offers. */
    logDays: z._default(
      z.literal(
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653],
        'a period that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827 or 3653',
      ),
      30,
    ),
  },
  'an object of settings',
);

const CIDR = 'a range of addresses such as 10.0.0.0/8';

const sources = z.strictObject(
  {
    /** Schemes of a caller's `url`. */
    schemes: z._default(
      z.array(z.enum(['https', 'http'], 'https or http'), 'a list of https and http'),
      ['https'],
    ),
    /** Ports of a caller's `url`. */
    ports: z._default(z.array(from(1, 65535), 'a list of ports'), [443]),
    /** Address ranges (CIDR) that may be fetched from although they are private. */
    allow: z._default(
      z.array(
        z.string(CIDR).check(z.refine(isCidr, { error: CIDR })),
        'a list of ranges of addresses',
      ),
      [],
    ),
  },
  'an object of settings',
);

const commands = z.strictObject(
  {
    /** What the keys of a tenant's documents begin with; keys without it answer 404. */
    keyPrefix: z.optional(
      matching(
        /^[0-9A-Za-z._=-]{0,32}\{tenant\}[0-9A-Za-z._=-]{0,31}[.=]$/,
        'letters, digits, ".", "_", "=" and "-" around one {tenant}, with "." or "=" at the end, such as {tenant}.',
      ),
    ),
    /** Whether tenants reach each other's documents: keys are one space for a whole Docs. */
    shared: z._default(yesOrNo, false),
  },
  'an object of settings',
);

const alarms = z.strictObject(
  {
    /** The SNS topic that is notified when an alarm starts and when it ends. */
    topicArn: z.optional(
      matching(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, 'the ARN of an SNS topic'),
    ),
  },
  'an object of settings',
);

/** Every setting, with its default and what it should be. */
export const configSchema = z
  .strictObject(
    {
      docs,
      auth,
      /** Web origins whose pages may call the API. */
      allowedOrigins: z._default(origins, []),
      /** Where callers, and Docs, reach the API when it has a domain of its own; without it, API Gateway's. */
      publicUrl: z.optional(baseUrl),
      /** Builds inside Docs at once, at most: the number of its converters. */
      maxInFlight: z._default(from(1, 1000), 4),
      limits: z.prefault(limits, {}),
      retention: z.prefault(retention, {}),
      sources: z.prefault(sources, {}),
      /** Each hour: fetch the documents that Docs could not hand over (`copy`), and delete them there (`move`, for a Docs that nobody else uses). */
      sweep: z._default(z.enum(['off', 'copy', 'move'], 'off, copy or move'), 'off'),
      commands: z.prefault(commands, {}),
      alarms: z.prefault(alarms, {}),
      /** Tags of every resource. */
      tags: z._default(z.record(z.string(), z.string('text'), 'an object of names and texts'), {}),
    },
    'an object with docs and auth',
  )
  .check(({ value: { auth, commands }, issues }) => {
    if (!auth.tenantClaim || commands.keyPrefix || commands.shared) return;
    const message =
      'set, for auth.tenantClaim makes several tenants: {tenant}. for one (or commands.shared true, when each of them may reach every document)';
    const path = ['commands', 'keyPrefix'];
    issues.push({ code: 'custom', input: undefined, path, message });
  });
