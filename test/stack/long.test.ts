import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { textOf } from '../support/docs/documents.ts';
import { script } from '../support/docs/scripts.ts';
import { openFileServer } from '../support/file-server.ts';
import { localClient } from '../support/local-client.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { slotsOf } from '../support/stack/slots.ts';
import { stack } from '../support/stack/stack.ts';
import { until } from '../support/until.ts';

const gateway = await openGateway(await stack(), 'long');
const slots = slotsOf(gateway.outputs);
const sfn = localClient(SFNClient, gateway.aws);
const fileServer = await openFileServer();
after(() => fileServer.stop());

/** The states that an execution has entered, in order. */
async function statesOf(run: string): Promise<string[]> {
  const machine = gateway.outputs.internal.stateMachineArn;
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${run}`;
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

test('the state machine waits for a long build, and its files are copied afterwards', async () => {
  const caller = await gateway.as();
  const gate = fileServer.hold('long.png');
  const names = Array.from({ length: 11 }, (_, n) => `${n}.txt`);
  const text = script(
    `paragraph.AddText("at last");\nparagraph.AddDrawing(Api.CreateImage("${gate.url}", 36000, 36000));`,
    ['docx', 'letter.docx'],
    ...names.map((name): [string, string] => ['txt', name]),
  );

  const { body } = await caller.post({ script: text });
  await gate.asked;
  const run = `${await slots.holderOf(body.id, caller.tenant)}`;
  // A function asks for 35 s before the state machine waits.
  const waits = async () => (await statesOf(run)).includes('Wait before asking again');
  await until(waits, 150_000, 'a wait of the state machine');
  gate.letGo();
  const build = await caller.ended(body.id);

  equal(build.status, 'succeeded', JSON.stringify(build));
  ok(Date.parse(`${build.endedAt}`) - Date.parse(`${build.startedAt}`) > 35_000);
  deepEqual(build.files.map(({ name }) => name).sort(), [...names, 'letter.docx'].sort());
  equal(textOf(await gateway.fileOf(build, 'letter.docx')), 'at last');
  const states = await statesOf(run);
  const steps = states.filter((name, n) => name !== states[n - 1] && name !== 'Copy result');
  const turn = ['Ask Docs', 'Ended?', 'Wait before asking again'];
  const end = ['Ask Docs', 'Ended?', 'Copy results', 'Record', 'Build ended'];
  const turns = (steps.length - end.length) / turn.length;
  deepEqual(steps, [...Array.from({ length: turns }, () => turn).flat(), ...end]);
});

testEnds(gateway);
