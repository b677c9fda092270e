import { deepEqual, equal } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildInvoice } from '../../../infra/local/samples/invoice-build.ts';
import { serve } from '../../support/serve.ts';

const CASES = [
  [
    'a start says so when the sample waits for a slot',
    'queued',
    ['The sample waits: other builds hold all slots'],
  ],
  ['a start prints nothing about slots when the sample has one', 'running', []],
] as const;

for (const [title, first, lines] of CASES) {
  test(title, async (t) => {
    const statuses = [first, first, 'running', 'succeeded'];
    const apiUrl = await serve(t, (_request, response) => {
      response.end(JSON.stringify({ id: 'a', status: statuses.shift(), files: [], error: null }));
    });
    const folder = await mkdtemp(join(tmpdir(), 'sample-'));
    t.after(() => rm(folder, { recursive: true }));
    const printed: string[] = [];

    const { build } = await buildInvoice({ apiUrl, token: 'a token' }, folder, (line) =>
      printed.push(line),
    );

    equal(build.status, 'succeeded');
    deepEqual(printed, lines);
  });
}
