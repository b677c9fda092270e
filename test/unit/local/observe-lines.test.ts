import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describeEvent, executionLine, rowLines } from '../../../infra/local/observe/lines.ts';
import { timedLines } from '../../../infra/local/observe/timed.ts';
import { buildOf, fileOf, waitingBuild } from '../../support/builds.ts';

const CREATED = '2026-11-22T08:00:00.000Z';
const STARTED = '2026-11-22T08:00:01.000Z';
const ENDED = '2026-11-22T08:00:09.000Z';

const running = buildOf({ correlationId: 'order-7', createdAt: CREATED, startedAt: STARTED });

test('a watch prints only the changes of a row since the last read', () => {
  const answered = { ...running, answer: { files: ['report.docx'] } };
  const ended = { ...answered, status: 'succeeded' as const, endedAt: ENDED, files: [fileOf()] };

  deepEqual(rowLines(undefined, running), [
    { about: 'row', text: 'accepted (http), correlation id order-7', at: Date.parse(CREATED) },
    { about: 'row', text: 'running', at: Date.parse(STARTED) },
  ]);
  deepEqual(rowLines(running, running), []);
  deepEqual(rowLines(running, answered), [
    { about: 'docs', text: 'saved report.docx', at: undefined },
  ]);
  deepEqual(rowLines(answered, ended), [
    {
      about: 'file',
      text: 'report.docx copied, 3 bytes, to results/default/x/report.docx',
      at: Date.parse(ENDED),
    },
    { about: 'row', text: 'succeeded', at: Date.parse(ENDED) },
  ]);
});

test('a watch prints when the URLs of a build are fetched', () => {
  const fetched = '2026-11-22T08:00:00.500Z';
  const queued = waitingBuild({ fetches: true, correlationId: 'order-7', createdAt: CREATED });

  deepEqual(rowLines(undefined, queued), [
    { about: 'row', text: 'accepted (http), correlation id order-7', at: Date.parse(CREATED) },
    { about: 'row', text: 'fetches the URLs of its request', at: Date.parse(CREATED) },
  ]);
  deepEqual(rowLines(queued, { ...queued, fetchedAt: fetched }), [
    { about: 'row', text: 'URLs fetched', at: Date.parse(fetched) },
  ]);
});

test('a watch prints the code and the detail of a failed build', () => {
  const error = {
    code: 'SCRIPT_FAILED',
    docsError: -6,
    retryable: false,
    detail: 'x is not defined',
    at: null,
  } as const;
  const failed = { ...running, status: 'failed' as const, endedAt: ENDED, files: [], error };

  deepEqual(rowLines(running, failed), [
    { about: 'row', text: 'failed: SCRIPT_FAILED, x is not defined', at: Date.parse(ENDED) },
  ]);
});

test('a watch prints the states of an execution, the answers of its steps and their errors', () => {
  const entered = (name: string, input: object) => ({
    type: 'TaskStateEntered' as const,
    stateEnteredEventDetails: { name, input: JSON.stringify(input) },
  });
  const left = (name: string, output: object) => ({
    type: 'TaskStateExited' as const,
    stateExitedEventDetails: { name, output: JSON.stringify(output) },
  });
  const events: Omit<HistoryEvent, 'timestamp' | 'id'>[] = [
    { type: 'ExecutionStarted' },
    entered('Ask Docs', { tenant: 'default', id: 'x' }),
    left('Ask Docs', { state: 'running', pauseSeconds: 5 }),
    left('Ask Docs', { state: 'done', files: ['a.docx', 'b.pdf'] }),
    entered('Copy result', { tenant: 'default', name: 'a.docx' }),
    left('Copy result', { name: 'a.docx', size: 12 }),
    {
      type: 'TaskFailed',
      taskFailedEventDetails: {
        resource: 'invoke',
        resourceType: 'lambda',
        error: 'StorageError',
        cause: '{"errorMessage":"S3 is out"}',
      },
    },
    { type: 'ChoiceStateEntered', stateEnteredEventDetails: { name: 'Ended?' } },
    { type: 'ExecutionSucceeded' },
  ];

  const lines = events.map((event, id) => executionLine({ timestamp: new Date(0), id, ...event }));

  deepEqual(
    lines.map((line) => line && `${line.about}: ${line.text}`),
    [
      'execution: started',
      'execution: Ask Docs',
      'docs: still building; asked again in 5 s',
      'docs: done: a.docx, b.pdf to copy',
      'execution: Copy result: a.docx',
      'file: a.docx copied, 12 bytes',
      'execution: step failed: StorageError: S3 is out',
      undefined,
      'execution: succeeded',
    ],
  );
});

test('an event is one line: its type, what it is about, its error, and its correlation id', () => {
  const event = { id: '1', time: ENDED, source: 'docs-gateway' };
  const metadata = { tenant: 'acme', correlationId: 'order-7' };

  equal(
    describeEvent({
      ...event,
      'detail-type': 'Build Failed',
      detail: {
        metadata,
        data: {
          id: 'x',
          tenant: 'acme',
          files: [],
          error: { code: 'DOCS_AUTH', detail: 'refused' },
        },
      },
    }),
    'Build Failed · acme/x · DOCS_AUTH: refused · correlation id order-7',
  );
  equal(
    describeEvent({
      ...event,
      source: 'shop',
      'detail-type': 'Build Requested',
      detail: { tenant: 'acme', id: 'x', script: '…' },
    }),
    'Build Requested from shop · acme/x',
  );
});

test('each line has the seconds since the line before it, and never a negative number', () => {
  const withTime = timedLines();

  withTime('first', 1_000);

  equal(withTime('second', 1_250), '    +0.250 s  second');
  equal(withTime('earlier', 1_200), '    +0.000 s  earlier');
  equal(withTime('third', 1_300), '    +0.050 s  third');
});
