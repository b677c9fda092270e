import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Build } from '../../../shared/build/build.ts';
import type { Caller, Gateway } from './gateway.ts';

const TYPES: Record<string, string> = {
  succeeded: 'Build Succeeded',
  failed: 'Build Failed',
  cancelled: 'Build Cancelled',
};

/**
 * The last test of a file: every build of its callers has ended, and has exactly one end event, with
 * the data that GET shows, except links and logs.
 */
export function testEnds(gateway: Gateway): void {
  test('every build of this file has exactly one end event, with the data that GET shows except links and logs', async () => {
    for (const caller of gateway.callers()) {
      for (const { id } of await listAll(caller)) await checkEnd(gateway, await caller.ended(id));
    }
  });
}

async function checkEnd(gateway: Gateway, build: Build): Promise<void> {
  const { detail, ...event } = await gateway.endOf(build);

  equal(event.source, 'docs-gateway');
  equal(event['detail-type'], TYPES[build.status]);
  const { logs, ...data } = build;
  deepEqual(detail.data, { ...data, files: data.files.map(({ url, ...file }) => file) });
  const { tenant, correlationId } = build;
  deepEqual(detail.metadata, { ...detail.metadata, version: '1', tenant, correlationId });
  const ids = gateway.events.all
    .filter(
      ({ detail: { data, metadata } }) =>
        data.id === build.id && data.status !== undefined && metadata.tenant === tenant,
    )
    .map(({ detail }) => detail.metadata.id);
  equal(new Set(ids).size, 1, `${build.id} has the event ids ${ids}`);
}

/** Every build in a caller's list, newest first. */
export async function listAll(caller: Caller): Promise<Build[]> {
  const items: Build[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page = await caller.call<{ items: Build[]; cursor: string | null }>(
      'GET',
      `/v1/builds?limit=100${query}`,
    );
    items.push(...page.body.items);
    cursor = page.body.cursor;
  }
  return items;
}
