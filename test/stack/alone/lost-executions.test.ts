import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Build } from '../../../shared/build/build.ts';
import type { CopyingBuild } from '../../../shared/storage/rows/copying-builds.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { nextInTurn } from '../../../shared/storage/rows/turns.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { written } from '../../support/docs/scripts.ts';
import { localClient } from '../../support/local-client.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { heldBuilds } from '../../support/stack/held-builds.ts';
import { slotsOf } from '../../support/stack/slots.ts';
import { stack } from '../../support/stack/stack.ts';
import { takeNextSlot } from '../../support/taken-slot.ts';
import { until } from '../../support/until.ts';

const MAX_IN_FLIGHT = 4;
/** The longest time that Docs may take for a build. */
const PATIENCE_MS = 150_000;

const gateway = await openGateway(await stack(), 'lost-executions');
const slots = slotsOf(gateway.outputs);
const docs = docsState(gateway.outputs);
const sfn = localClient(SFNClient, gateway.aws);
const bridge = localClient(EventBridgeClient, gateway.aws);
const { allSucceed, hold, isDone, runsOf } = await heldBuilds(gateway);
before(() => slots.free());

/** Stops the execution of a run, as an operator can in the console. */
async function stop(run: string): Promise<void> {
  const machine = gateway.outputs.internal.stateMachineArn;
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${run}`;
  await sfn.send(new StopExecutionCommand({ executionArn }));
}

/** Disables the events about executions that end. @returns a function that enables them again */
async function loseEnds(): Promise<() => Promise<void>> {
  const { Rules = [] } = await bridge.send(new ListRulesCommand());
  const ends = Rules.filter(({ EventPattern }) =>
    EventPattern?.includes('Execution Status Change'),
  );
  equal(ends.length, 1);
  const rule = { Name: ends[0]?.Name };
  await bridge.send(new DisableRuleCommand(rule));
  return async () => void (await bridge.send(new EnableRuleCommand(rule)));
}

test('a build whose execution is stopped from outside fails with UNKNOWN_OUTCOME', async () => {
  const caller = await gateway.as();
  const holding = await hold(caller, 1);
  const { id, tenant } = holding.builds[0] as Build;
  const run = `${await slots.holderOf(id, tenant)}`;

  await stop(run);
  const { 'detail-type': eventType } = await gateway.endOf({ id, tenant });
  const build = await caller.ended(id);
  holding.letGo();
  await isDone(build);
  await slots.age(run);
  await slots.sweep();

  deepEqual(
    [build.status, build.error?.code, eventType],
    ['failed', 'UNKNOWN_OUTCOME', 'Build Failed'],
  );
  deepEqual([build.error?.retryable, build.files], [true, []]);
  equal(await slots.holderOf(id, tenant), undefined);
});

test('the sweep ends a build whose execution was stopped while it copied, when the event of that stop is lost', async (t) => {
  const caller = await gateway.as();
  t.after(await loseEnds());
  t.after(() => docs.mend());
  await docs.fail({ name: 'status', on: 'results', status: 503 });
  const { body } = await caller.post({ script: written('never copied') });
  const copy = () => slots.copyOf(body.id, caller.tenant);
  await until(async () => (await copy()) !== undefined, PATIENCE_MS);
  const copied = (await copy()) as CopyingBuild;

  await stop(copied.run);
  const { body: between } = await caller.call<Build>('GET', `/v1/builds/${body.id}`);
  await slots.ageCopy(copied);
  await slots.sweep();
  const build = await caller.ended(body.id);
  const { 'detail-type': eventType } = await gateway.endOf(build);
  await slots.sweep();

  deepEqual([between.status, build.status, eventType], ['running', 'failed', 'Build Failed']);
  deepEqual([build.error?.code, build.files], ['UNKNOWN_OUTCOME', []]);
  deepEqual(await caller.ended(body.id), build);
  equal((await copy())?.run, copied.run, 'a late copy may still have to be deleted');
});

test('the sweep starts a build whose start failed between taking its slot and starting its execution', async () => {
  const [holder, caller] = [await gateway.as(), await gateway.as()];
  const holding = await hold(holder, MAX_IN_FLIGHT);
  const { body: build } = await caller.post({ script: written('taken up') });
  const { turn } = await readSlots(slots.table);
  const [place] = await nextInTurn(slots.table, turn, 'normal', 1);

  equal(place?.id, build.id);
  ok(place && (await takeNextSlot(slots.table, place, MAX_IN_FLIGHT + 1)));
  const between = await caller.call<Build>('GET', `/v1/builds/${build.id}`);
  await slots.age(place.run);
  await slots.sweep();
  holding.letGo();
  const ended = await caller.ended(build.id);

  deepEqual([build.status, between.body.status, ended.status], ['queued', 'running', 'succeeded']);
  equal((await runsOf(build)).length, 1);
  await allSucceed(holder, holding.builds);
});

testEnds(gateway);
