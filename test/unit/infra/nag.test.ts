import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { ACCEPTED, acceptFindings, findings, pathInStack } from '../../../infra/checks/nag.ts';
import { EVERY_SETTING, ReadStack, readStack } from '../../support/aws/template.ts';

for (const [name, config] of Object.entries({ sample: {}, largest: EVERY_SETTING })) {
  test(`every finding of the packs in the ${name} deployment is accepted with a reason`, () => {
    const { app } = new ReadStack(config); // of its own: the next line changes it

    acceptFindings(app);

    deepEqual(findings(app), []);
  });
}

test('every accepted finding is one that the packs report', () => {
  const found = findings(readStack(EVERY_SETTING).app);

  const idle = ACCEPTED.filter(
    ({ rule, at }) =>
      !found.some((finding) => rule.test(finding.rule) && at.test(pathInStack(finding.path))),
  );
  deepEqual(idle, []);
});
