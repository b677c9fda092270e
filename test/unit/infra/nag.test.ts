import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { ACCEPTED, acceptFindings, findings, pathInStack } from '../../../infra/checks/nag.ts';
import { EVERY_SETTING, ReadStack } from '../../support/aws/template.ts';

for (const [name, config] of Object.entries({ sample: {}, largest: EVERY_SETTING })) {
  test(`the packs find nothing in the ${name} deployment that is not accepted with its reason`, () => {
    const { app } = new ReadStack(config);

    acceptFindings(app);

    deepEqual(findings(app), []);
  });
}

test('nothing is accepted that the packs do not find', () => {
  const found = findings(new ReadStack(EVERY_SETTING).app);

  const idle = ACCEPTED.filter(
    ({ rule, at }) =>
      !found.some((finding) => rule.test(finding.rule) && at.test(pathInStack(finding.path))),
  );
  deepEqual(idle, []);
});
