import { deepEqual, equal } from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import type { DocsClient } from '../../../shared/docs/client.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { compareCapacity, slotsFor } from '../../../shared/workflow/compare-capacity.ts';

const docsWith = (answer: object) => ({ ask: async () => answer }) as unknown as DocsClient;
const licence = (workersCount: unknown) => docsWith({ error: 0, server: { workersCount } });

/** The values of the metric TooManySlots that comparisons have written. */
const written: number[] = [];
before(() => {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  mock.method(stdout, 'write', (chunk: string) => {
    if (!`${chunk}`.includes('CloudWatchMetrics')) return write(chunk);
    written.push(JSON.parse(chunk).TooManySlots);
    return true;
  });
});
after(() => mock.restoreAll());

async function tooMany(docs: DocsClient, maxInFlight: number, docsServers = 1): Promise<number[]> {
  await compareCapacity({ docs, maxInFlight, docsServers });
  return written.splice(0);
}

test('converters and a quarter more, at least one more, are the slots that keep them busy', () => {
  deepEqual([1, 2, 4, 5, 10, 50].map(slotsFor), [2, 3, 5, 7, 13, 63]);
});

test('more than twice the slots that converters need are too many', async () => {
  deepEqual(await tooMany(licence(1), 4), [0]);
  deepEqual(await tooMany(licence(1), 5), [1]);
  deepEqual(await tooMany(licence(4), 10), [0]);
  deepEqual(await tooMany(licence(4), 11), [1]);
  deepEqual(await tooMany(licence(1), 26, 10), [0]);
});

test('a Docs that reports no converters is not compared', async () => {
  for (const count of [undefined, null, 0, -1, 1.5, '4'])
    deepEqual(await tooMany(licence(count), 1000), [], String(count));
  deepEqual(await tooMany(docsWith({ error: 0 }), 1000), []);
});

test('a Docs that is away is not compared, and the comparison does not fail', async () => {
  const ask = async () => {
    throw new GatewayError('DOCS_UNAVAILABLE', 'away');
  };

  equal((await tooMany({ ask } as unknown as DocsClient, 1000)).length, 0);
});
