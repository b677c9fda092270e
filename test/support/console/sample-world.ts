import { readFileSync } from 'node:fs';
import { samplePdf } from './sample-pdf.ts';
import { buildData, emptyWorld, storedFile, text, type World } from './world.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SAMPLES = 'infra/local/samples';
const readJson = (path: string) => JSON.parse(readFileSync(`${SAMPLES}/${path}`, 'utf8'));

export const pdf = { contentType: 'application/pdf', bytes: samplePdf('Invoice 2026-0042') };
export const docx = { contentType: DOCX, bytes: Buffer.alloc(25_576) };
/** An image of one pixel. */
export const png = {
  contentType: 'image/png',
  bytes: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** The ids of builds that tests look at. */
export const SUCCEEDED = `01KBSUCCEEDED${'0'.repeat(13)}`;
export const FAILED = `01KBFAILED${'0'.repeat(16)}`;

/** A gateway in which everything that a page shows is there. */
export function sampleWorld(): World {
  const world = emptyWorld();
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  world.builds = [
    buildData({ status: 'queued', createdAt: ago(2000), startedAt: null, endedAt: null }),
    buildData({ status: 'running', createdAt: ago(6000), startedAt: ago(5400), endedAt: null }),
    succeeded(world),
    failed(),
    buildData({ status: 'cancelled', origin: 'sqs' }),
    buildData({
      origin: 's3',
      source: { upload: 'inbox/default/report/monday.json', versionId: '1' },
      correlationId: 'inbox/default/report/monday.json',
    }),
    ...Array.from({ length: 6 }, () =>
      buildData({ files: [storedFile(world, 'a/invoice.pdf', pdf)] }),
    ),
  ];
  world.templates = [sampleTemplate('invoice'), sampleTemplate('report')];
  world.documents = { 'acme.order-42': sampleDocument(world) };
  world.outcome = () => ({ files: { 'hello.pdf': pdf, 'hello.docx': docx } });
  world.check = (script) => ({
    outputs: [{ name: 'hello.docx', format: 'docx', line: 6 }],
    warnings: script.includes('AddTxt') ? [mistake] : [],
  });
  world.command = ({ c, key }) =>
    c === 'info' ? { error: 0, key, users: ['anna', 'ben'] } : { error: 0, version: '9.4.0' };
  return world;
}

const mistake = {
  code: 'METHOD_UNKNOWN',
  line: 5,
  column: 11,
  detail: 'No object of this Docs has the method AddTxt; the nearest is AddText.',
} as const;

function succeeded(world: World) {
  const stored = (name: string, content = text('')) =>
    storedFile(world, `results/default/${SUCCEEDED}/${name}`, content);
  return buildData({
    id: SUCCEEDED,
    files: [
      stored('invoice.pdf', pdf),
      stored('invoice.docx', docx),
      stored('chart.png', png),
      stored('totals.csv', text('net,gross\n100,119\n', 'text/csv')),
    ],
    metadata: { order: '0042', customer: 'ACME' },
    warnings: [
      {
        code: 'LINE_SWALLOWED',
        line: 3,
        detail: 'Docs ignores what follows this call on its line.',
      },
    ],
    logs: [
      { level: 'log', line: 4, text: 'rows: 12' },
      { level: 'warn', line: 9, text: 'no due date given' },
      { level: 'error', line: 12, text: 'the total was rounded' },
    ],
  });
}

function failed() {
  return buildData({
    id: FAILED,
    status: 'failed',
    source: { sha256: 'ab'.repeat(32) },
    error: {
      code: 'SCRIPT_FAILED',
      docsError: -3,
      retryable: false,
      detail: 'The script failed at line 4, column 18: total is not defined.',
      at: { line: 4, column: 18, message: 'ReferenceError: total is not defined' },
    },
  });
}

function sampleTemplate(name: string) {
  const schema = readJson(`templates/${name}.schema.json`);
  return {
    name,
    version: 'v7',
    title: schema.title,
    description: schema.description,
    updatedAt: '2026-11-20T09:00:00.000Z',
    schema,
    sample: readJson(`arguments/${name}.json`),
    inputs: [{ name: 'letterhead.png', line: 3 }],
    outputs: [
      { name: `${name}.docx`, format: 'docx', line: 40 },
      { name: `${name}.pdf`, format: 'pdf', line: 41 },
    ],
  };
}

function sampleDocument(world: World) {
  const stored = (name: string, content = text('')) =>
    storedFile(world, `documents/default/acme.order-42/1/${name}`, content);
  return {
    savedAt: '2026-11-25T16:20:00.000Z',
    status: 2,
    forgotten: false,
    files: [
      stored('document.docx', docx),
      stored('history.json', text('{"changes":[]}', 'application/json')),
    ],
  };
}
