import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { admissionDepsFromEnv } from '../../../shared/workflow/admission/admission-deps.ts';

const VARIABLES = {
  STACK_NAME: 'stack',
  TABLE_NAME: 'table',
  BUCKET_NAME: 'bucket',
  STARTS_QUEUE_URL: 'http://queue',
  FETCHES_QUEUE_URL: 'http://fetches',
  PUBLIC_URL: 'https://gateway.example',
  SOURCE_RULES: '{"schemes":["https"],"ports":[443],"allow":[],"ownHosts":["gateway.example"]}',
  WAIT_HOURS: '24',
  KEEP_DAYS: '90',
};

test('the dependencies of admission are read from the environment', () => {
  Object.assign(process.env, VARIABLES);

  const deps = admissionDepsFromEnv();

  equal(deps.stack, 'stack');
  equal(deps.table.name, 'table');
  equal(deps.bucket.name, 'bucket');
  deepEqual([deps.waitHours, deps.keepDays], [24, 90]);
  deepEqual(deps.sourceRules.ownHosts, ['gateway.example']);
});

test('a missing environment variable is named in the error', () => {
  for (const name of Object.keys(VARIABLES)) {
    Object.assign(process.env, VARIABLES);
    delete process.env[name];
    throws(() => admissionDepsFromEnv(), { message: `environment variable ${name} is not set` });
  }
});
