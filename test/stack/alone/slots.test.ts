import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Build } from '../../../shared/build/build.ts';
import type { CopyingBuild } from '../../../shared/storage/rows/copies.ts';
import { takeSlot } from '../../../shared/storage/rows/slots.ts';
import { nextWaiting } from '../../../shared/storage/rows/waiting-room.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { docx, held } from '../../support/docs/scripts.ts';
import { localClient } from '../../support/local-client.ts';
import { openShop } from '../../support/shop.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { type Caller, openGateway } from '../../support/stack/gateway.ts';
import { slotsOf } from '../../support/stack/slots.ts';
import { stack } from '../../support/stack/stack.ts';
import { until } from '../../support/until.ts';

const MAX_IN_FLIGHT = 4;
/** How long Docs may take over a build, at most. */
const PATIENCE_MS = 60_000;

const gateway = await openGateway(await stack(), 'slots');
const slots = slotsOf(gateway.facts);
const docs = docsState(gateway.facts);
const sfn = localClient(SFNClient, gateway.aws);
const bridge = localClient(EventBridgeClient, gateway.aws);
const shop = await openShop();
before(() => slots.free());
after(() => shop.stop());

/** Has builds of one tenant hold slots in Docs until they are let go. */
async function hold(caller: Caller, count: number) {
  const gates = Array.from({ length: count }, (_, n) => shop.hold(`${caller.tenant}-${n}.png`));
  const builds = await Promise.all(
    gates.map(async ({ url, asked }) => {
      const { body } = await caller.post({ script: held(url) });
      await asked;
      return body;
    }),
  );
  const letGo = () => {
    for (const gate of gates) gate.letGo();
  };
  return { builds, letGo };
}

/** Posts so many builds that cost Docs next to nothing, a few at a time. */
async function postMany(caller: Caller, count: number): Promise<Build[]> {
  const script = '// instead of SaveFile:\nbuilder.WriteData("note.txt", "a note", false);\n';
  const made: Build[] = [];
  while (made.length < count) {
    const replies = await Promise.all([1, 2, 3, 4].map(() => caller.post({ script })));
    for (const { status, body } of replies) {
      equal(status, 202, JSON.stringify(body));
      made.push(body);
    }
  }
  return made;
}

/** Says of a build that did not what it failed of. */
async function allSucceed(caller: Caller, builds: Build[]): Promise<void> {
  const ended = await Promise.all(builds.map(({ id }) => caller.ended(id)));
  deepEqual(
    ended.filter(({ status }) => status !== 'succeeded'),
    [],
  );
}

const runsOf = async ({ id }: Build) =>
  (await docs.jobs()).filter(({ key }) => key.startsWith(`${id}-`));

/** Waits until Docs has no more of a build to do. */
const isDone = (build: Build) =>
  until(async () => (await runsOf(build)).every(({ state }) => state === 'ended'), PATIENCE_MS);

/** Stops the execution of a run, as somebody in the console may. */
async function stop(run: string): Promise<void> {
  const machine = gateway.facts.internal.stateMachineArn;
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${run}`;
  await sfn.send(new StopExecutionCommand({ executionArn }));
}

/** Has AWS say nothing of executions that end. @returns what has it tell of them again */
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

test('a queued build is cancelled at once, cancelling it again succeeds, and it never reaches Docs', async () => {
  const caller = await gateway.as();
  const holding = await hold(caller, MAX_IN_FLIGHT);
  const { body: waiting } = await caller.post({ script: docx('waits') });

  const first = await caller.call('POST', `/v1/builds/${waiting.id}/cancel`);
  const second = await caller.call('POST', `/v1/builds/${waiting.id}/cancel`);
  const { body: got } = await caller.call<Build>('GET', `/v1/builds/${waiting.id}`);
  const { 'detail-type': told } = await gateway.endOf(waiting);
  holding.letGo();

  equal(waiting.status, 'queued');
  deepEqual([first.status, first.body.status], [202, 'cancelled']);
  deepEqual([second.status, second.body.endedAt], [202, first.body.endedAt]);
  deepEqual([got.status, got.startedAt, told], ['cancelled', null, 'Build Cancelled']);
  await allSucceed(caller, holding.builds);
  deepEqual(await runsOf(waiting), []);
});

test('a running build is cancelled at once, holds its slot until Docs is done, and keeps no file', async () => {
  const caller = await gateway.as();
  const holding = await hold(caller, 1);
  const build = holding.builds[0] as Build;

  const { status, body } = await caller.call('POST', `/v1/builds/${build.id}/cancel`);
  const { 'detail-type': told } = await gateway.endOf(build);
  const run = `${await slots.holderOf(build.id, caller.tenant)}`;
  await slots.age(run);
  await slots.sweep();
  const heldOn = await slots.holderOf(build.id, caller.tenant);
  holding.letGo();
  await isDone(build);
  await slots.sweep();

  deepEqual([status, body.status, body.files], [202, 'cancelled', []]);
  equal(told, 'Build Cancelled');
  equal(heldOn, run);
  equal(await slots.holderOf(build.id, caller.tenant), undefined);
  const Prefix = `results/${caller.tenant}/`;
  const { KeyCount } = await gateway.s3.send(
    new ListObjectsV2Command({ Bucket: gateway.facts.bucket, Prefix }),
  );
  equal(KeyCount, 0);
  equal((await caller.call<Build>('GET', `/v1/builds/${build.id}`)).body.status, 'cancelled');
});

test('a build whose execution is stopped from outside fails with UNKNOWN_OUTCOME', async () => {
  const caller = await gateway.as();
  const holding = await hold(caller, 1);
  const { id, tenant } = holding.builds[0] as Build;
  const run = `${await slots.holderOf(id, tenant)}`;

  await stop(run);
  const { 'detail-type': told } = await gateway.endOf({ id, tenant });
  const build = await caller.ended(id);
  holding.letGo();
  await isDone(build);
  await slots.age(run);
  await slots.sweep();

  deepEqual([build.status, build.error?.code, told], ['failed', 'UNKNOWN_OUTCOME', 'Build Failed']);
  deepEqual([build.error?.retryable, build.files], [true, []]);
  equal(await slots.holderOf(id, tenant), undefined);
});

test('the sweep ends a build whose execution was stopped while it copied, when the event of that stop is lost', async (t) => {
  const caller = await gateway.as();
  t.after(await loseEnds());
  t.after(() => docs.mend());
  await docs.fail({ name: 'status', on: 'results', status: 503 });
  const { body } = await caller.post({ script: docx('never copied') });
  const copy = () => slots.copyOf(body.id, caller.tenant);
  await until(async () => (await copy()) !== undefined, PATIENCE_MS);
  const copied = (await copy()) as CopyingBuild;

  await stop(copied.run);
  const { body: between } = await caller.call<Build>('GET', `/v1/builds/${body.id}`);
  await slots.ageCopy(copied);
  await slots.sweep();
  const build = await caller.ended(body.id);
  const { 'detail-type': told } = await gateway.endOf(build);
  await slots.sweep();

  deepEqual([between.status, build.status, told], ['running', 'failed', 'Build Failed']);
  deepEqual([build.error?.code, build.files], ['UNKNOWN_OUTCOME', []]);
  deepEqual(await caller.ended(body.id), build);
  equal(await copy(), undefined);
});

test('the sweep starts a build whose start failed between taking its slot and starting its execution', async () => {
  const [holder, caller] = [await gateway.as(), await gateway.as()];
  const holding = await hold(holder, MAX_IN_FLIGHT);
  const { body: build } = await caller.post({ script: docx('taken up') });
  const place = await nextWaiting(slots.table, '');
  const late = new Date(Date.now() + 600_000).toISOString();

  equal(place?.id, build.id);
  ok(place && (await takeSlot(slots.table, place, MAX_IN_FLIGHT + 1, late)));
  const between = await caller.call<Build>('GET', `/v1/builds/${build.id}`);
  await slots.age(place.run);
  await slots.sweep();
  holding.letGo();
  const ended = await caller.ended(build.id);

  deepEqual([build.status, between.body.status, ended.status], ['queued', 'running', 'succeeded']);
  equal((await runsOf(build)).length, 1);
  await allSucceed(holder, holding.builds);
});

test('of 100 builds of two tenants at most four are in Docs at a time, and the tenants alternate', async () => {
  const [many, few] = [await gateway.as(), await gateway.as()];
  const holding = await hold(many, MAX_IN_FLIGHT);
  await docs.forgetMax();
  const crowd = await postMany(many, 76);
  const guests = await postMany(few, 20);
  holding.letGo();
  const ended: Build[] = [];
  for (const { id } of [...holding.builds, ...crowd]) ended.push(await many.ended(id));
  for (const { id } of guests) ended.push(await few.ended(id));

  deepEqual(
    ended.filter(({ status }) => status !== 'succeeded'),
    [],
  );
  equal(new Set(ended.map(({ id }) => id)).size, 100);
  equal((await docs.state()).maxInFlightSeen, MAX_IN_FLIGHT);
  equal(await slots.count(), 0);
  const started = ended
    .filter(({ id }) => !holding.builds.some((build) => build.id === id))
    .sort((a, b) => (`${a.startedAt}` < `${b.startedAt}` ? -1 : 1));
  const turns = started.flatMap(({ tenant }, turn) => (tenant === few.tenant ? [turn] : []));
  // Two that start in the same moment may change places.
  for (const [n, turn] of turns.entries()) ok(Math.abs(turn - 2 * n) <= 3, `${turns}`);
});

testEnds(gateway);
