import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Line } from '../../infra/local/observe/lines.ts';
import { placeOf } from '../../infra/local/observe/place.ts';
import { watchBuild } from '../../infra/local/observe/watch-build.ts';
import { held, written } from '../support/docs/scripts.ts';
import { openFileServer } from '../support/file-server.ts';
import { localClient } from '../support/local-client.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'watch');
const place = placeOf(gateway.outputs);
const fileServer = await openFileServer();
after(() => fileServer.stop());

/** What a watch prints of a build. */
async function watched(
  build: { tenant: string; id: string },
  onLine: () => void = () => {},
): Promise<Line[]> {
  const lines: Line[] = [];
  await watchBuild(place, build, (line) => {
    lines.push(line);
    onLine();
  });
  return lines;
}

const textsOf = (lines: Line[]) => lines.map(({ about, text }) => `${about}: ${text}`);

test('a watch prints a build from its acceptance to the event of its end, in the order of time', async () => {
  const caller = await gateway.as();
  const gate = fileServer.hold('watched.png');
  const { body } = await caller.post({ script: held(gate.url), correlationId: 'order-7' });

  const lines = await watched(body, gate.letGo);

  const { files } = await caller.ended(body.id);
  const [file] = files;
  const texts = textsOf(lines);
  const about = (kind: string) => texts.filter((text) => text.startsWith(`${kind}: `));
  deepEqual(about('row'), [
    'row: accepted (http), correlation id order-7',
    'row: running',
    'row: succeeded',
  ]);
  deepEqual(about('execution').slice(0, 2), ['execution: started', 'execution: Ask Docs']);
  deepEqual(about('docs'), ['docs: saved letter.docx']);
  deepEqual(about('file'), [`file: letter.docx copied, ${file?.size} bytes, to ${file?.key}`]);
  deepEqual(about('event'), [
    `event: Build Succeeded · ${body.tenant}/${body.id} · 1 file · correlation id order-7`,
  ]);
  equal(texts[0], 'row: accepted (http), correlation id order-7');
});

test('a watch that begins after the end of a build prints its row, and does not wait for an event that it may have missed', async () => {
  const caller = await gateway.as();
  const build = await caller.build({ script: written('over'), correlationId: 'order-8' });
  await gateway.endOf(build);

  const texts = textsOf(await watched(build));

  equal(texts[0], 'row: accepted (http), correlation id order-8');
  equal(texts.filter((text) => text === 'row: succeeded').length, 1);
  deepEqual(
    texts.filter((text) => text.startsWith('event: ')),
    [],
  );
});

test('a watch of a build that does not exist fails and names it', async () => {
  await rejects(watched({ tenant: 'nobody', id: 'none' }), {
    message: 'There is no build none of the tenant nobody.',
  });
});

test('npm run events finds the bus by the name of its stack, prints each event, and leaves no queue and no rule behind', async () => {
  const child = spawn(process.execPath, [
    'infra/local/events.ts',
    '--stack',
    'DocsGateway',
    '--json',
  ]);
  const exited = once(child, 'exit');
  const [listening] = await once(createInterface(child.stderr), 'line');
  const caller = await gateway.as();
  const { id } = await caller.build({ script: written('heard') });
  const printed = await firstLine(child.stdout, (line) => line.includes(id));

  const [rule = ''] = await rulesForEverything();
  const queuesBefore = await queuesOf(rule);
  child.kill('SIGINT');

  deepEqual(await exited, [0, null]);
  match(String(listening), /^Listening on DocsGateway/);
  const { 'detail-type': type, detail } = JSON.parse(printed);
  deepEqual([type, detail.data.id, detail.data.tenant], ['Build Succeeded', id, caller.tenant]);
  equal(queuesBefore, 1);
  equal(await queuesOf(rule), 0);
  deepEqual(await rulesForEverything(), []);
});

async function firstLine(
  stream: NodeJS.ReadableStream,
  fits: (line: string) => boolean,
): Promise<string> {
  for await (const line of createInterface(stream)) if (fits(line)) return line;
  throw new Error('the tool ended without such a line');
}

/** The names of rules that match every event, as the rule of `npm run events` does. */
async function rulesForEverything(): Promise<string[]> {
  const { Rules = [] } = await localClient(EventBridgeClient, gateway.aws).send(
    new ListRulesCommand({ EventBusName: gateway.outputs.busName }),
  );
  const found = Rules.filter(({ EventPattern }) => EventPattern === '{"source":[{"prefix":""}]}');
  return found.map(({ Name = '' }) => Name);
}

/** How many queues there are whose names begin with that of a rule. */
async function queuesOf(QueueNamePrefix: string): Promise<number> {
  const sqs = localClient(SQSClient, gateway.aws);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix }));
  return QueueUrls.length;
}
