import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import type { RequestRecord } from '../model/world.ts';
import type { BuildAction } from '../schedule/schedule.ts';
import type { Client } from './client.ts';
import { markerOf, type RequestSource, sourceOf } from './scripts.ts';
import type { Seed } from './seed-context.ts';
import { sendBuild, sendEvent, sendUpload } from './send.ts';

/** How long an image is held back: longer than a usual build takes. */
const HOLD_MS = 3_000;
/** How long a caller waits to learn the id of a build that it requested without HTTP. */
const FIND_MS = 60_000;
/** How long a caller waits for the end, before it erases the build. */
const END_MS = 90_000;

/** Sends a build request as often as the action says, then cancels or erases the build. */
export async function performBuild(seed: Seed, action: BuildAction): Promise<void> {
  const client = seed.clientOf(action.tenant);
  const correlationId = correlationIdOf(seed, action);
  const record: RequestRecord = {
    action,
    tenant: client.tenant,
    correlationId,
    ids: [],
    refusals: [],
    isUnanswered: false,
  };
  seed.requests.push(record);
  await sendAll(seed, client, record);
  if (action.followUp !== 'nothing' && action.work !== 'breaks-a-rule')
    await followUp(client, record);
}

/** An upload is known by its key. */
function correlationIdOf({ prefix }: Seed, { door, name, tenant, work }: BuildAction): string {
  if (door !== 's3') return `${prefix}-${name}`;
  const suffix = /url|mapped/.test(work) ? 'build.json' : 'docbuilder';
  return `inbox/${prefix}-${'abc'[tenant]}/${name}.${suffix}`;
}

async function sendAll(seed: Seed, client: Client, record: RequestRecord): Promise<void> {
  const { action, correlationId, tenant } = record;
  const source = await requestSource(seed, record);
  const { priority } = action;
  const sender = { ...source, priority, tenant, correlationId };
  switch (action.door) {
    case 'http':
      await Promise.all(Array.from({ length: action.copies }, () => post(client, record, source)));
      return;
    case 'sqs':
    case 'event': {
      const id = action.copies > 1 ? ulid() : undefined;
      if (id) record.ids.push(id);
      const send = action.door === 'sqs' ? sendBuild : sendEvent;
      for (let n = 0; n < action.copies; n++) await send(seed, { ...sender, ...(id && { id }) });
      return;
    }
    case 's3': {
      const isRequest = correlationId.endsWith('.json');
      // Of a script alone, the object's metadata says the priority.
      const body = isRequest ? JSON.stringify({ ...source, priority }) : `${source.script}`;
      const metadata: Record<string, string> = isRequest ? {} : { priority };
      await sendUpload(seed, { key: correlationId, body, metadata }, action.copies);
    }
  }
}

async function requestSource(seed: Seed, record: RequestRecord): Promise<RequestSource> {
  const { files } = seed.harness;
  const { action, tenant, correlationId } = record;
  const marker = markerOf(correlationId);
  seed.secrets.push({ name: `the script of ${correlationId}`, text: marker });
  const name = `${tenant}-${action.name}`;
  const image = files.hold(`${name}.png`);
  void image.asked.then(() => sleep(HOLD_MS)).then(() => image.letGo());
  const { script = '' } = sourceOf('one-file', marker, { image: '', script: '' });
  const url = files.offer(`${name}.docbuilder`, script);
  return sourceOf(action.work, marker, { image: image.url, script: url });
}

async function post(client: Client, record: RequestRecord, source: RequestSource): Promise<void> {
  const { action, correlationId } = record;
  const answer = await client.call('POST', '/v1/builds', {
    body: { ...source, priority: action.priority },
    headers: {
      'idempotency-key': correlationId,
      'x-correlation-id': correlationId,
      ...(action.waitSeconds > 0 && { prefer: `wait=${action.waitSeconds}` }),
    },
  });
  if (!answer) record.isUnanswered = true;
  else if (answer.status < 300) remember(record, answer.body);
  else record.refusals.push(`${answer.body.code}`);
}

function remember(record: RequestRecord, { id, status, endedAt }: Record<string, unknown>): void {
  record.ids.push(`${id}`);
  if (endedAt) record.end = { id: `${id}`, status: `${status}`, endedAt: `${endedAt}` };
}

async function followUp(client: Client, record: RequestRecord): Promise<void> {
  const { action } = record;
  const id = record.ids[0] ?? (await findId(client, record.correlationId));
  if (!id) return;
  if (action.followUp !== 'erase') {
    await sleep(action.afterMs);
    const answer = await client.call('POST', `/v1/builds/${id}/cancel`);
    if (answer?.status === 202) record.cancelled = id;
  }
  if (action.followUp === 'cancel') return;
  await untilEnd(client, record, id);
  if (!record.end) return;
  await sleep(action.afterMs / 4);
  const answer = await client.call('DELETE', `/v1/builds/${id}`);
  if (answer?.status === 204 || answer?.status === 404) record.erased = id;
}

async function findId(client: Client, correlationId: string): Promise<string | undefined> {
  const late = Date.now() + FIND_MS;
  while (Date.now() < late) {
    const query = new URLSearchParams({ correlationId });
    const answer = await client.once('GET', `/v1/builds?${query}`);
    const [first] = (answer?.body.items ?? []) as { id: string }[];
    if (first) return first.id;
    await sleep(500);
  }
  return undefined;
}

async function untilEnd(client: Client, record: RequestRecord, id: string): Promise<void> {
  const late = Date.now() + END_MS;
  while (!record.end && Date.now() < late) {
    const answer = await client.once('GET', `/v1/builds/${id}`, { headers: { prefer: 'wait=5' } });
    if (answer?.status === 200 && answer.body.endedAt) remember(record, answer.body);
    else await sleep(500);
  }
}
