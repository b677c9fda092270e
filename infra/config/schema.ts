import * as z from 'zod/mini';
import { isCidr } from '../../shared/cidr.ts';
import { docs } from './docs-schema.ts';
import { throttles } from './throttle-schema.ts';
import { baseUrl, from, HOST, matching, origins, text, texts, yesOrNo } from './values.ts';

const claim = text('the name of a claim');
const LOOPBACK = String.raw`(127\.0\.0\.1|localhost|\[::1\])(:\d+)?`;

const auth = z.strictObject(
  {
    issuer: matching(
      new RegExp(`^(https://${HOST}|http://${LOOPBACK})(/\\S*)?$`),
      'an https URL (http on the local machine alone)',
    ),
    audience: texts('the name of an audience', 'at least one audience'),
    scopeClaim: z.optional(claim),
    scopePrefix: z.optional(text('the prefix of each scope')),
    tenantClaim: z.optional(claim),
  },
  'an object with issuer and audience',
);

const limits = z.strictObject(
  {
    buildMinutes: z._default(from(1, 720), 45),
    waitHours: z._default(from(1, 24 * 6), 24),
    fileMiB: z._default(from(1, 5120), 1024),
    heldCalls: z._default(from(0, 1000), 0),
  },
  'an object of settings',
);

const days = from(1, 3650);

const retention = z.strictObject(
  {
    buildDays: z._default(from(90, 3650), 90),
    inboxDays: z._default(days, 30),
    resultDays: z.optional(days),
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
    schemes: z._default(
      z.array(z.enum(['https', 'http'], 'https or http'), 'a list of https and http'),
      ['https'],
    ),
    ports: z._default(z.array(from(1, 65535), 'a list of ports'), [443]),
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
    keyPrefix: z.optional(
      matching(
        /^[0-9A-Za-z._=-]{0,32}\{tenant\}[0-9A-Za-z._=-]{0,31}[.=]$/,
        'letters, digits, ".", "_", "=" and "-" around one {tenant}, with "." or "=" at the end, such as {tenant}.',
      ),
    ),
    shared: z._default(yesOrNo, false),
  },
  'an object of settings',
);

const pages = z.strictObject(
  {
    clientId: text('the id of a client of the issuer'),
    scopes: texts('the name of a scope', 'at least one scope'),
    audience: z.optional(text('the value of the parameter audience')),
    origins: z._default(origins, []),
  },
  'an object with clientId and scopes',
);

const alarms = z.strictObject(
  {
    topicArn: z.optional(
      matching(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, 'the ARN of an SNS topic'),
    ),
    waitingMinutes: z._default(from(5, 1440), 30),
  },
  'an object of settings',
);

const stackName = matching(
  /^[A-Za-z][A-Za-z0-9-]{0,99}$/,
  'at most 100 letters, digits and "-", with a letter first',
);

/** Every setting with its default. The error texts complete "<setting> was <value>; it should be …". */
export const configSchema = z
  .strictObject(
    {
      stackName: z._default(stackName, 'DocsGateway'),
      docs,
      auth,
      allowedOrigins: z._default(origins, []),
      publicUrl: z.optional(baseUrl),
      pages: z.optional(pages),
      maxInFlight: z._default(from(1, 1000), 2),
      diagnose: z._default(yesOrNo, true),
      limits: z.prefault(limits, {}),
      throttles: z.prefault(throttles, {}),
      retention: z.prefault(retention, {}),
      sources: z.prefault(sources, {}),
      sweep: z._default(z.enum(['off', 'copy', 'move'], 'off, copy or move'), 'off'),
      commands: z.prefault(commands, {}),
      alarms: z.prefault(alarms, {}),
      tags: z._default(z.record(z.string(), z.string('text'), 'an object of names and texts'), {}),
    },
    'an object with docs and auth',
  )
  .check(({ value: { auth, commands }, issues }) => {
    if (!auth.tenantClaim || commands.keyPrefix || commands.shared) return;
    const message =
      'set, because auth.tenantClaim allows several tenants: for example "{tenant}." (or set commands.shared to true if every tenant may reach every document)';
    const path = ['commands', 'keyPrefix'];
    issues.push({ code: 'custom', input: undefined, path, message });
  });
