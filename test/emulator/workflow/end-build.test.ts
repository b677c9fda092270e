import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { askForResults } from '../../../shared/docs/builder.ts';
import { AWS_ERRORS, ERRORS, GatewayError } from '../../../shared/errors.ts';
import { stepError } from '../../../shared/step-error.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import {
  buildError,
  buildErrorOf,
  buildErrorOfStep,
} from '../../../shared/workflow/build-error.ts';
import { endBuild, endingFields } from '../../../shared/workflow/end-build.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { buildOf, store, waitingBuild } from '../../support/builds.ts';
import { fakeDocs } from '../../support/docs/fake-docs.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

/** As Lambda hands on what a step threw. */
function causeOf(error: GatewayError): string {
  const { name, message } = stepError(error);
  return JSON.stringify({ errorType: name, errorMessage: message, trace: [] });
}

test('a step that gave up with an error of ours explains itself', () => {
  const cause = causeOf(new GatewayError('SCRIPT_FAILED', 'the script failed'));

  deepEqual(buildErrorOfStep('ScriptFailedError', cause), {
    code: 'SCRIPT_FAILED',
    docsError: null,
    retryable: false,
    detail: 'the script failed',
    at: null,
  });
});

test('a step that gave up keeps the number that Docs gave', async (t) => {
  for (const docsError of [-1, -8, -99]) {
    const { docs } = await fakeDocs(t, [{ error: docsError }]);
    const error = await askForResults(docs, 'k').catch((error) => error);

    deepEqual(buildErrorOfStep(error.name, causeOf(error)), buildErrorOf(error));
  }
});

test('what another error says is not shown, for it may quote anything', () => {
  const cause = JSON.stringify({ errorType: 'TypeError', errorMessage: 'token eyJ…' });

  equal(buildErrorOfStep('TypeError', cause).detail, 'A step of the build ended with TypeError.');
  equal(buildErrorOfStep('TypeError', cause).code, 'INTERNAL');
});

test('a cause that no step of ours made is not shown', () => {
  const words = ['plain words', '{}', '7', 'null', '{"detail":7}'];
  const causes = words.map((errorMessage) => JSON.stringify({ errorMessage }));
  for (const cause of [undefined, '', 'Task timed out', '[1]', 'null', ...causes])
    equal(
      buildErrorOfStep('DocsInternalError', cause).detail,
      'A step of the build ended with DocsInternalError.',
    );
});

test('every name that the state machine may catch has a code', () => {
  for (const [name, code] of Object.entries(AWS_ERRORS))
    equal(buildErrorOfStep(name, '{}').code, code);
  for (const [code, { name, retryable }] of Object.entries(ERRORS)) {
    equal(buildErrorOfStep(name, '{}').code, code);
    equal(buildErrorOfStep(name, '{}').retryable, retryable);
  }
});

test('an error keeps the number of Docs and the place in the script', () => {
  const at = { line: 3, message: 'SyntaxError' };
  const error = new GatewayError('SCRIPT_FAILED', 'it failed', { docsError: -3, at });

  deepEqual(buildErrorOf(error), buildError('SCRIPT_FAILED', 'it failed', { docsError: -3, at }));
});

test('an end is a success unless there is an error', () => {
  const error = buildError('BUILD_EMPTY', 'x');

  equal(endingFields({ files: [] }).status, 'succeeded');
  equal(endingFields({ files: [], error }).status, 'failed');
  ok(Math.abs(Date.parse(endingFields({ files: [] }).endedAt ?? '') - Date.now()) < 1000);
});

test('of many who end a build at once, one does', async () => {
  const build = await store(table, buildOf());
  const details = Array.from({ length: 10 }, (_, index) => `end ${index}`);

  const ends = await Promise.all(
    details.map((detail) =>
      endBuild(table, build, { files: [], error: buildError('INTERNAL', detail) }),
    ),
  );

  const winners = ends.filter((end) => end !== null);
  equal(winners.length, 1);
  deepEqual(await getBuild(table, build.tenant, build.id), winners[0]);
});

test('a build that waits is not ended as one that runs', async () => {
  const build = await store(table, waitingBuild());

  equal(await endBuild(table, build, { files: [] }), null);
  equal((await getBuild(table, build.tenant, build.id))?.status, 'queued');
});
