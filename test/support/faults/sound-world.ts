import type { BuildRow, SeenEvent, World } from '../../faults/model/world.ts';
import type { BuildAction } from '../../faults/schedule/schedule.ts';

const SHA = 'a'.repeat(64);
const CREATED = '2026-11-22T08:00:00.000Z';
const ENDED = '2026-11-22T08:00:05.000Z';

/** A build action that a caller sends once over HTTP. */
export const buildAction = (changed: Partial<BuildAction> = {}): BuildAction => ({
  kind: 'build',
  name: 'b1',
  atMs: 0,
  tenant: 0,
  door: 'http',
  work: 'one-file',
  priority: 'normal',
  copies: 1,
  waitSeconds: 0,
  followUp: 'nothing',
  afterMs: 0,
  ...changed,
});

/** A file of the build `one`, as its row lists it. */
export const file = (changed: object = {}) => ({
  name: 'letter.docx',
  key: 'results/a/one/letter.docx',
  versionId: 'v1',
  size: 10,
  sha256: SHA,
  ...changed,
});

export const row = (changed: Partial<BuildRow> = {}): BuildRow => ({
  tenant: 'a',
  id: 'one',
  run: 'one-run',
  capability: 'capability-of-one',
  status: 'succeeded',
  correlationId: 'request-1',
  createdAt: CREATED,
  startedAt: CREATED,
  endedAt: ENDED,
  files: [file()],
  ...changed,
});

/** The end event of the build `one`. */
export const endEvent = (changed: Partial<SeenEvent> = {}): SeenEvent => ({
  type: 'Build Succeeded',
  eventId: 'event-1',
  tenant: 'a',
  correlationId: 'request-1',
  data: { id: 'one', files: [file()], error: null },
  ...changed,
});

/** A world that breaks no rule: one build, which succeeded, and one save of a document. */
export function soundWorld(): World {
  const document = { ...file(), key: 'documents/a/a.s1/now/document.docx', versionId: 'v2' };
  const saved = { key: 'a.s1', status: 2, lastsave: 'now', files: { document } };
  return {
    schedule: { seed: 1, actions: [] },
    tenants: ['a', 'b', 'c'],
    requests: [
      {
        action: buildAction(),
        tenant: 'a',
        correlationId: 'request-1',
        ids: ['one'],
        refusals: [],
        isUnanswered: false,
        end: { id: 'one', status: 'succeeded', endedAt: ENDED },
      },
    ],
    commands: [],
    saves: [
      {
        action: { kind: 'session', name: 's1', atMs: 0, tenant: 0, forcedSaves: 0 },
        tenant: 'a',
        key: 'a.s1',
        status: 2,
        lastsave: 'now',
        reported: 1,
        acknowledged: 1,
      },
    ],
    callbacks: [{ key: 'a.k1', isGood: true, statuses: [200, 503] }],
    moved: [],
    faults: [],
    rows: [row()],
    tombstones: [],
    events: [
      endEvent(),
      endEvent({ type: 'Document Saved', eventId: 'event-2', correlationId: 'a.s1', data: saved }),
    ],
    versions: [
      { ...file(), isLatest: true },
      { ...document, isLatest: true },
    ],
    staged: [],
    uploads: [],
    held: { slots: [], places: [], copying: [], fetching: [] },
    docs: { maxInFlightSeen: 4, limit: 4, slotsOfLow: 3 },
    stalls: [],
    leaks: [],
  };
}
