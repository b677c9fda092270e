import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { admissionDepsFromEnv, bell } from '../../../shared/workflow/admission-deps.ts';
import { freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';

const VARIABLES = {
  STACK_NAME: 'stack',
  TABLE_NAME: 'table',
  BUCKET_NAME: 'bucket',
  STARTS_QUEUE_URL: 'http://queue',
  PUBLIC_URL: 'https://gateway.example',
  SOURCE_RULES: '{"schemes":["https"],"ports":[443],"allow":[],"ownHosts":["gateway.example"]}',
  WAIT_HOURS: '24',
  KEEP_DAYS: '90',
};

test('a door is made of its environment', () => {
  Object.assign(process.env, VARIABLES);

  const doors = admissionDepsFromEnv();

  equal(doors.stack, 'stack');
  equal(doors.table.name, 'table');
  equal(doors.bucket.name, 'bucket');
  deepEqual([doors.waitHours, doors.keepDays], [24, 90]);
  deepEqual(doors.sourceRules.ownHosts, ['gateway.example']);
});

test('a variable that is missing is named', () => {
  for (const name of Object.keys(VARIABLES)) {
    Object.assign(process.env, VARIABLES);
    delete process.env[name];
    throws(() => admissionDepsFromEnv(), { message: `environment variable ${name} is not set` });
  }
});

test('a ring is one empty message', async () => {
  const queueUrl = await freshQueue();

  await bell({ url: queueUrl, sqs })();

  deepEqual(
    (await messagesIn(queueUrl, 1)).map(({ Body }) => Body),
    ['{}'],
  );
});
