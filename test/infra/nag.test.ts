import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { ACCEPTED, acceptFindings, findings, pathInStack } from '../../infra/nag.ts';
import { ReadStack } from './template.ts';

/** A deployment that has everything there is to have. */
const EVERYTHING = {
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
  alarms: { topicArn: 'arn:aws:sns:eu-central-1:111122223333:operators' },
  tags: { owner: 'documents' },
};

for (const [name, config] of Object.entries({ sample: {}, fullest: EVERYTHING })) {
  test(`the packs find nothing in the ${name} deployment that is not accepted with its reason`, () => {
    const { app } = new ReadStack(config);

    acceptFindings(app);

    deepEqual(findings(app), []);
  });
}

test('nothing is accepted that the packs do not find', () => {
  const found = findings(new ReadStack(EVERYTHING).app);

  const idle = ACCEPTED.filter(
    ({ rule, at }) =>
      !found.some((finding) => rule.test(finding.rule) && at.test(pathInStack(finding.path))),
  );
  deepEqual(idle, []);
});
