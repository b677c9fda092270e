import * as z from 'zod/mini';
import { baseUrl, from, matching, origins, text, texts, yesOrNo } from './values.ts';

const network = z.strictObject(
  {
    vpcId: matching(/^vpc-[0-9a-f]+$/, 'a VPC id such as vpc-0a1b2c3d'),
    availabilityZones: texts(
      'the availability zones of the subnets, such as eu-central-1a',
      'at least one zone',
    ),
    subnetIds: z
      .array(
        matching(/^subnet-[0-9a-f]+$/, 'a subnet id such as subnet-0a1b2c3d'),
        'a list of subnet ids',
      )
      .check(z.minLength(1, 'at least one subnet')),
    routeTableIds: z.optional(
      z.array(
        matching(/^rtb-[0-9a-f]+$/, 'a route table id such as rtb-0a1b2c3d'),
        'a list of route table ids',
      ),
    ),
    securityGroupIds: z.optional(
      z.array(
        matching(/^sg-[0-9a-f]+$/, 'a security group id such as sg-0a1b2c3d'),
        'a list of security group ids',
      ),
    ),
    existingEndpoints: z._default(
      z.array(z.enum(['s3', 'dynamodb'], 's3 or dynamodb'), 'a list of s3 and dynamodb'),
      [],
    ),
  },
  'an object with vpcId, availabilityZones and subnetIds',
);

/** The section `docs`: where Docs is and what it is reached with. */
export const docs = z.strictObject(
  {
    url: baseUrl,
    tokenHeader: z._default(
      matching(/^[0-9A-Za-z!#$%&'*+.^_`|~-]+$/, 'the name of an HTTP header'),
      'Authorization',
    ),
    inboxSecretName: text("the name of the secret that holds Docs' inbox secret"),
    outboxSecretName: text("the name of the secret that holds Docs' outbox secret"),
    kmsKeyArn: z.optional(
      matching(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key'),
    ),
    legacyCommands: z._default(yesOrNo, false),
    storageOrigins: z._default(origins, []),
    servers: z._default(from(1, 1000), 1),
    vpc: z.optional(network),
  },
  'an object with url, inboxSecretName and outboxSecretName',
);
