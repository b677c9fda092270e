import type { Build } from '../../../build/build.ts';
import { STATUS_NUMBERS } from '../../../docs/callback-status.ts';
import type { DocumentView } from '../../../documents/document-view.ts';
import { STATUS } from '../../../http-statuses.ts';
import { templateExample } from '../descriptions/templates.ts';
import { buildExample } from './examples.ts';

type Example = { summary: string; value: unknown };
type Examples = Record<string, Example>;

const [file] = buildExample.files;

/** A build that was just accepted. */
export const queuedBuild: Build = {
  ...buildExample,
  status: 'queued',
  startedAt: null,
  endedAt: null,
  files: [],
};

/** A build that failed in its script. */
export const failedBuild: Build = {
  ...buildExample,
  status: 'failed',
  files: [],
  error: {
    code: 'SCRIPT_FAILED',
    docsError: -3,
    retryable: false,
    detail: 'The script failed in Docs (error -3).',
    at: null,
  },
};

const listed: Build = {
  ...buildExample,
  files: buildExample.files.map(({ url, ...rest }) => rest),
};

const ENDED: Examples = {
  succeeded: { summary: 'A build that succeeded', value: buildExample },
  failed: { summary: 'A build that failed', value: failedBuild },
};
const QUEUED: Examples = {
  queued: { summary: 'A build that waits for a slot', value: queuedBuild },
};

/** Links to a file that a browser may show. */
const LINKS: Record<number, Examples> = {
  [STATUS.ok]: {
    links: {
      summary: 'Links of a PDF',
      value: {
        url: `${file?.url}`,
        inlineUrl: `${file?.url}`,
        expiresAt: '2026-11-22T08:15:00.000Z',
      },
    },
  },
};

const savedDocument: DocumentView = {
  key: 'order-0042',
  tenant: buildExample.tenant,
  status: STATUS_NUMBERS.saved,
  forgotten: false,
  lastsave: '2026-11-22T08:00:00.000Z',
  savedAt: '2026-11-22T08:00:02.000Z',
  files: buildExample.files,
};

/** Docs' answers to commands. */
const ANSWERS: Examples = {
  version: { summary: 'version', value: { error: 0, version: '9.0.4' } },
  info: { summary: 'info', value: { error: 0, key: 'order-0042', users: ['anna', 'bert'] } },
  getForgottenList: { summary: 'getForgottenList', value: { error: 0, keys: ['order-0041'] } },
  getForgotten: {
    summary: 'getForgotten',
    value: { error: 0, key: 'order-0041', url: file?.url, document: file },
  },
  deleteForgotten: { summary: 'deleteForgotten', value: { error: 0, key: 'order-0041' } },
  forcesave: {
    summary: 'forcesave with Prefer: wait',
    value: { error: 0, key: 'order-0042', document: file },
  },
  nothingToSave: { summary: 'forcesave without changes', value: { error: 4, key: 'order-0042' } },
  drop: { summary: 'drop', value: { error: 0, key: 'order-0042' } },
  meta: { summary: 'meta', value: { error: 0, key: 'order-0042' } },
  license: {
    summary: 'license',
    value: {
      error: 0,
      license: { end_date: null, trial: false, connections: 20 },
      server: { buildVersion: '9.0.4', buildNumber: 52 },
      quota: { users: [], users_view: [] },
    },
  },
};

const EXAMPLES: Record<string, Record<number, Examples>> = {
  createBuild: { [STATUS.ok]: ENDED, [STATUS.accepted]: QUEUED },
  getBuild: { [STATUS.ok]: { ...QUEUED, ...ENDED } },
  getFileLink: LINKS,
  getDocument: {
    [STATUS.ok]: {
      saved: { summary: 'A document after its last editor left', value: savedDocument },
    },
  },
  getDocumentLink: LINKS,
  cancelBuild: {
    [STATUS.accepted]: {
      cancelled: {
        summary: 'A build that was cancelled',
        value: { ...queuedBuild, status: 'cancelled', endedAt: buildExample.endedAt },
      },
    },
  },
  listBuilds: {
    [STATUS.ok]: {
      page: { summary: 'The last page', value: { items: [listed], cursor: null } },
    },
  },
  listTemplates: {
    [STATUS.ok]: {
      page: {
        summary: 'The last page',
        value: {
          items: [{ name: templateExample.name, updatedAt: templateExample.updatedAt }],
          cursor: null,
        },
      },
    },
  },
  getTemplate: {
    [STATUS.ok]: { invoice: { summary: 'A template with a schema', value: templateExample } },
  },
  runCommand: {
    [STATUS.ok]: ANSWERS,
    [STATUS.accepted]: {
      forcesave: { summary: 'The save has started', value: { error: 0, key: 'order-0042' } },
    },
  },
  getHealth: {
    [STATUS.ok]: {
      ok: {
        summary: 'Builds can run',
        value: { status: 'ok', docs: { reachable: true, supported: true } },
      },
    },
  },
};

/** The examples of an answer, to be spread into its media type. */
export function answerExamples(operationId: string, status: number): { examples?: Examples } {
  const examples = EXAMPLES[operationId]?.[status];
  return examples ? { examples } : {};
}
