import { deepEqual, equal } from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Fault } from '../../../infra/local/docs-server/faults.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { textOf } from '../../support/docs/documents.ts';
import { written } from '../../support/docs/scripts.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';
import { until } from '../../support/until.ts';

const gateway = await openGateway(await stack(), 'faults');
const docs = docsState(gateway.outputs);
afterEach(() => docs.mend());

/** Multiplies the waits of the state machine by a factor, in the emulator and so for all executions. */
const scaleWaits = (factor: number) =>
  fetch(`${gateway.outputs.awsEndpoint}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ 'stepfunctions._SFN_WAIT_SCALE': factor }),
  });
before(() => scaleWaits(0.1));
after(() => scaleWaits(1));

test('a build waits while Docs is down, and succeeds when Docs is back', async () => {
  const caller = await gateway.as();
  await docs.down();

  const { status, body } = await caller.post({ script: written('patience') });
  const now = async () => (await caller.call('GET', `/v1/builds/${body.id}`)).body;
  await until(async () => (await now()).status !== 'queued');
  const waiting = await now();
  const health = await caller.call<{ status: string }>('GET', '/v1/health');
  await docs.up();
  const build = await caller.ended(body.id);

  deepEqual([status, waiting.status, waiting.error], [202, 'running', null]);
  deepEqual([health.status, health.body.status], [503, 'down']);
  equal(build.status, 'succeeded', JSON.stringify(build));
  equal(textOf(await gateway.fileOf(build, 'letter.txt')), 'patience');
});

/** Faults in place of an answer of Docs, and the error of the build. */
const ENDS: [what: string, fault: Fault, code: string, docsError: number | null][] = [
  ['a script that Docs cannot download', { name: 'error', error: -4 }, 'SOURCE_DOWNLOAD', -4],
  ['an unknown error of Docs', { name: 'error', error: -99 }, 'DOCS_PROTOCOL', -99],
  ['a build that Docs killed', { name: 'error', error: -2 }, 'BUILD_TIMEOUT', -2],
  ['an internal error of Docs', { name: 'error', error: -1 }, 'DOCS_INTERNAL', -1],
  ['a refused token', { name: 'error', error: -8 }, 'DOCS_AUTH', -8],
  ['an HTML page instead of an answer', { name: 'html', on: 'builder' }, 'DOCS_PROTOCOL', null],
];

for (const [what, fault, code, docsError] of ENDS) {
  test(`${what} fails the build with ${code}`, async () => {
    const caller = await gateway.as();
    await docs.fail(fault);

    const { status, error, files } = await caller.build({ script: written('in vain') });

    deepEqual([status, error?.code, error?.docsError, files], ['failed', code, docsError, []]);
  });
}

/** Temporary faults, which fail no build. */
const PASSING: [what: string, ...faults: Fault[]][] = [
  ['a truncated answer', { name: 'cut-json', on: 'builder', times: 1 }],
  ['a connection that is closed', { name: 'drop', on: 'builder', times: 1 }],
  ['a burst of 503', { name: 'status', on: 'builder', status: 503, times: 3 }],
  ['links that have expired', { name: 'expired-links', times: 1 }],
  ['a truncated file', { name: 'cut-result', bytes: 5, times: 1 }],
  ['a file of unknown length', { name: 'no-length' }],
  ['an HTML page instead of a file', { name: 'html', on: 'results', times: 2 }],
];

for (const [what, ...faults] of PASSING) {
  test(`a build succeeds despite ${what}`, async () => {
    const caller = await gateway.as();
    await docs.fail(...faults);

    const build = await caller.build({ script: written('all the same') });

    equal(build.status, 'succeeded', JSON.stringify(build));
    equal(textOf(await gateway.fileOf(build, 'letter.txt')), 'all the same');
    equal((await docs.jobs()).filter(({ key }) => key.startsWith(build.id)).length, 1);
  });
}

testEnds(gateway);
