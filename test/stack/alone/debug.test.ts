import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { findDeployed, redirect, restore } from '../../../infra/local/debug/deployed.ts';
import { serveHandler } from '../../../infra/local/debug/serve.ts';
import { functionsOf } from '../../support/stack/functions.ts';
import { stack } from '../../support/stack/stack.ts';

const { awsEndpoint } = await stack();
const functions = functionsOf({ awsEndpoint });

test('a function under a debugger gets its events here, and is restored even after the debugger was killed', async (t) => {
  const events: unknown[] = [];
  const served = await serveHandler((event) => {
    events.push(event);
    throw Object.assign(new Error('seen'), { name: 'OwnError' });
  });
  const deployed = await findDeployed(awsEndpoint, 'workflow/sweep-forgotten');
  t.after(() => restore(awsEndpoint, deployed).then(served.close));

  await redirect(awsEndpoint, deployed, served.url);
  const error = await functions.invoke('Documents/sweep-forgotten', { asked: 'here' });
  const foundAgain = await findDeployed(awsEndpoint, 'workflow/sweep-forgotten');
  await restore(awsEndpoint, foundAgain);
  const afterwards = await functions.invoke('Documents/sweep-forgotten', {});

  deepEqual(events, [{ asked: 'here' }]);
  equal(error, 'OwnError');
  deepEqual(foundAgain, deployed);
  equal(afterwards, undefined);
});

test('of two functions with files of the same name, the one in the named folder is debugged', async () => {
  const byHttp = await findDeployed(awsEndpoint, 'api/run-command');
  const byQueue = await findDeployed(awsEndpoint, 'queue/run-command');

  equal('QUEUE_URL' in byHttp.variables, false);
  equal('QUEUE_URL' in byQueue.variables, true);
});
