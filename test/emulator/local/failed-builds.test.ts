import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { printFailedBuilds } from '../../../infra/local/author/failed-builds.ts';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { inputLink } from '../../../shared/build/script-links.ts';
import { stage } from '../../../shared/storage/objects/staging.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { freshBucket, freshBus, freshTable } from '../../support/aws/resources.ts';
import { buildOf, store } from '../../support/builds.ts';
import { localClient } from '../../support/local-client.ts';
import { until } from '../../support/until.ts';

const publicUrl = 'https://gateway.example';

test('a build that fails is printed with the line of its script, and with its inputs by name', async () => {
  const [table, bucket, bus] = await Promise.all([freshTable(), freshBucket(), freshBus()]);
  const bridge = localClient(EventBridgeClient);
  const endpoint = await bridge.config.endpoint?.();
  const aws = {
    endpoint: `http://${endpoint?.hostname}:${endpoint?.port}`,
    region: REGION,
    credentials: AWS_KEYS,
  };
  const place = { aws, busName: bus.name, tableName: '', stateMachineArn: '', pollMs: 1 };
  const at = { line: 2, column: 5, message: 'TypeError: doc.NoSuch is not a function' };
  const error = buildError('SCRIPT_FAILED', 'the script failed', { docsError: -3, at });
  const source = { template: 'letter', version: 'v' };
  const build = await store(table, buildOf({ status: 'failed', source, error }));
  const link = inputLink(publicUrl, build, 'a.png');
  await stage(bucket, build, { script: `draw("${link}");\ndoc.NoSuch();\nlast();` });
  const stop = new AbortController();
  const printed: string[] = [];
  const printing = printFailedBuilds(
    { place, table, bucket, publicUrl },
    (text) => printed.push(text),
    stop.signal,
  );

  await until(async () => {
    await bridge.send(new PutEventsCommand({ Entries: [failedEvent(bus.name, build)] }));
    return printed.length > 0;
  });
  stop.abort();
  await printing;

  equal(
    printed[0],
    [
      `\nBuild ${build.id} failed: SCRIPT_FAILED`,
      'letter.docbuilder:2:5: the script failed',
      'TypeError: doc.NoSuch is not a function',
      '',
      '  1 | draw("input://a.png");',
      '> 2 | doc.NoSuch();',
      '    |     ^',
      '  3 | last();',
    ].join('\n'),
  );
});

/** The rule may be younger than the first event, which is then not delivered. */
function failedEvent(EventBusName: string, { tenant, id }: { tenant: string; id: string }) {
  const detail = { metadata: { tenant }, data: { id } };
  return {
    EventBusName,
    Source: 'docs-gateway',
    DetailType: 'Build Failed',
    Detail: JSON.stringify(detail),
  };
}
