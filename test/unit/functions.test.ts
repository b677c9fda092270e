import { deepEqual, equal, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { recordOf } from '../support/aws/records.ts';
import { willingAws } from '../support/aws/willing-aws.ts';
import { anyFunction } from '../support/fuzz/handlers.ts';
import { serve } from '../support/serve.ts';

const RUN = { tenant: 'acme', id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1', run: 'run-1' };

/** Invokes a function in an empty stack. */
async function invoke(t: TestContext, path: string, event: unknown, variables = {}) {
  await willingAws(t, 'the-secret-of-these-tests-32-bytes');
  const call = await anyFunction(path, variables);
  return call(event);
}

test('the step Ask Docs ends at once for a build that no longer exists', async (t) => {
  deepEqual(await invoke(t, 'workflow/ask-docs', { ...RUN, waits: 0 }), {
    ...RUN,
    waits: 0,
    state: 'ended',
  });
});

test('the step Copy results copies nothing for a build that no longer exists', async (t) => {
  await rejects(invoke(t, 'workflow/copy-result', { ...RUN, name: 'a.docx' }), {
    name: 'ConflictError',
  });
});

test('the step Fetch source fetches nothing for a build that no longer exists', async (t) => {
  await invoke(t, 'workflow/fetch-source', RUN);
});

test('the step Record records nothing for a build that no longer exists', async (t) => {
  equal(await invoke(t, 'workflow/record-end', { ...RUN, files: [] }), undefined);
});

test('an execution that failed after its build was erased changes nothing', async (t) => {
  const event = { detail: { input: JSON.stringify(RUN) } };

  equal(await invoke(t, 'workflow/settle-build', event), undefined);
});

test('the sweep of an empty stack changes nothing', async (t) => {
  equal(await invoke(t, 'workflow/settle-build', { sweep: true }), undefined);
});

test('the sweep of a Docs without forgotten files changes nothing', async (t) => {
  const DOCS_URL = await serve(t, (_, response) => response.end('{"error":0,"keys":[]}'));

  equal(await invoke(t, 'workflow/sweep-forgotten', {}, { DOCS_URL }), undefined);
});

test('a start signal starts nothing while no build waits', async (t) => {
  const event = { Records: [recordOf('{}')] };

  deepEqual(await invoke(t, 'queue/start-build', event), { batchItemFailures: [] });
});

test('a stream record of an item that was removed announces nothing', async (t) => {
  const aws = await willingAws(t, 'a secret');
  const call = await anyFunction('events/announce-end');

  await call({ Records: [{ dynamodb: { OldImage: { pk: { S: 'BUILD#acme#1' } } } }] });

  deepEqual(aws.events, []);
});
