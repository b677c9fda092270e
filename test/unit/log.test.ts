import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { METRICS } from '../../shared/metric.ts';

const log = new URL('../../shared/log.ts', import.meta.url).href;
const errors = new URL('../../shared/errors.ts', import.meta.url).href;

/** Runs a script that imports the log module, and returns the lines that it wrote. */
async function linesOf(script: string): Promise<Record<string, unknown>[]> {
  const source = `import { logged, addLogFields, logError, count } from '${log}';
    import { GatewayError } from '${errors}';\n${script}`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', source],
    { env: { PATH: process.env.PATH } },
  );
  return (stdout + stderr)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('a call writes one log line, with every field that was added during the call', async () => {
  const [line, ...more] = await linesOf(`
    await logged('GET /v1/builds/{id}', undefined, async () => {
      addLogFields({ tenant: 'acme', buildId: '01J' });
      addLogFields({ status: 200 });
    });`);

  deepEqual(more, []);
  equal(typeof line?.durationMs, 'number');
  deepEqual(
    [line?.level, line?.message, line?.service, line?.tenant, line?.buildId, line?.status],
    ['INFO', 'GET /v1/builds/{id}', 'docs-gateway', 'acme', '01J', 200],
  );
});

test('an error that a call throws is in its log line and is thrown again', async () => {
  const [line, ...more] = await linesOf(`
    await logged('start-build', undefined, async () => {
      throw new GatewayError('STORAGE_FAILED', 'S3 is away.', { cause: new Error('reset') });
    }).catch(() => undefined);`);

  deepEqual(more, []);
  const error = line?.error as (Error & { code: string; cause: Error }) | undefined;
  deepEqual(
    [line?.level, error?.name, error?.code, error?.message, error?.cause.message],
    ['ERROR', 'StorageFailedError', 'STORAGE_FAILED', 'S3 is away.', 'reset'],
  );
  const frames = (error?.stack ?? []) as string[];
  ok(frames.length > 0 && frames.every((frame) => frame.trimStart().startsWith('at ')));
});

test('an error that was reported to the caller is logged once, at level ERROR', async () => {
  const lines = await linesOf(`
    await logged('call', undefined, async () => logError(new TypeError('x is not a function')));`);

  deepEqual(
    lines.map(({ level }) => level),
    ['ERROR'],
  );
});

test('items in the errors of AWS clients, and text quoted by the JSON parser, are not logged', async () => {
  const lines = await linesOf(`
    const refused = Object.assign(new Error('cancelled'), { CancellationReasons: [{ Item: 'private' }] });
    await logged('a', undefined, async () => logError(refused));
    await logged('b', undefined, async () => JSON.parse('private script')).catch(() => undefined);`);

  equal(lines.length, 2);
  equal(JSON.stringify(lines).includes('private'), false);
});

test('concurrent calls do not mix their log fields', async () => {
  const lines = await linesOf(`
    const call = (id) => logged('call', undefined, async () => {
      await null;
      addLogFields({ buildId: id });
      await null;
    });
    await Promise.all([call('a'), call('b')]);
    addLogFields({ buildId: 'outside' });`);

  deepEqual(
    lines.map(({ buildId }) => buildId),
    ['a', 'b'],
  );
});

test('count() writes a CloudWatch metric in embedded metric format', async () => {
  const [line] = await linesOf(`count('Faults', { code: 'INTERNAL' });`);

  const embedded = line?._aws as { CloudWatchMetrics: unknown } | undefined;
  deepEqual(embedded?.CloudWatchMetrics, [
    {
      Namespace: 'DocsGateway',
      Dimensions: [['service', 'code']],
      Metrics: [{ Name: 'Faults', Unit: 'Count' }],
    },
  ]);
  deepEqual([line?.service, line?.code, line?.Faults], ['docs-gateway', 'INTERNAL', 1]);
});

test('a secret that Docs refuses is counted in the metric of the alarm', async () => {
  const module = (path: string) => JSON.stringify(import.meta.resolve(`../../${path}.ts`));
  const [line] = await linesOf(`
    const { docsClient } = await import(${module('shared/docs/client')});
    const { fixedSecret } = await import(${module('test/support/fixed-secret')});
    const refuse = async () => new Response('{"error":-8}');
    const docs = docsClient({ url: 'http://docs', inbox: fixedSecret('a'), fetch: refuse });
    await docs.ask('docbuilder', { key: 'k' }).catch(() => {});
  `);

  const embedded = line?._aws as { CloudWatchMetrics: unknown } | undefined;
  deepEqual(embedded?.CloudWatchMetrics, [
    {
      Namespace: METRICS.namespace,
      Dimensions: [['service']],
      Metrics: [{ Name: METRICS.secretRefused, Unit: 'Count' }],
    },
  ]);
  equal(line?.service, METRICS.service);
});

test('a logged call returns the result of its work', async () => {
  const { logged } = await import('../../shared/log.ts');

  equal(await logged('call', undefined, async () => 42), 42);
  await rejects(
    logged('call', undefined, async () => {
      throw new RangeError('far');
    }),
    { name: 'RangeError' },
  );
});
