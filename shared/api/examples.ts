import type { Build } from '../build/build.ts';
import type { BuildRequest } from '../build/request.ts';
import type { Command } from '../docs/command-schema.ts';

/** Requests that `openapi.json` shows; a test parses each. */
export const requestExamples: Record<string, { summary: string; value: BuildRequest }> = {
  template: {
    summary: 'A template of the operator with data',
    value: {
      template: 'invoice',
      argument: { number: '2026-0042' },
      outputs: { 'invoice.docx': 'invoices/2026/0042.docx', '*': 'invoices/2026/extra/' },
      metadata: { order: '0042' },
    },
  },
  script: {
    summary: 'A script of the caller, which needs scripts:run',
    value: {
      script:
        'builder.CreateFile("docx");\nApi.GetDocument().GetElement(0).AddText("Hello");\nbuilder.SaveFile("docx", "hello.docx");\nbuilder.CloseFile();\n',
    },
  },
};

/** Commands that `openapi.json` shows; a test parses each. */
export const commandExamples: Record<string, { summary: string; value: Command }> = {
  forcesave: {
    summary: 'Saves a document that is being edited; userdata comes back in its event',
    value: { c: 'forcesave', key: 'order-0042', userdata: 'before-invoicing' },
  },
  info: { summary: 'Who edits a document', value: { c: 'info', key: 'order-0042' } },
  drop: {
    summary: 'Asks two editors to leave',
    value: { c: 'drop', key: 'order-0042', users: ['anna', 'bert'] },
  },
  dropAll: {
    summary: 'Asks all editors to leave, which must be said',
    value: { c: 'drop', key: 'order-0042', all: true },
  },
  meta: {
    summary: 'Renames a document for those who edit it',
    value: { c: 'meta', key: 'order-0042', meta: { title: 'Order 0042.docx' } },
  },
  getForgottenList: {
    summary: 'What Docs could not deliver',
    value: { c: 'getForgottenList' },
  },
  getForgotten: {
    summary: 'Copies such a file; the link is ours',
    value: { c: 'getForgotten', key: 'order-0042' },
  },
  deleteForgotten: {
    summary: 'Deletes such a file in Docs',
    value: { c: 'deleteForgotten', key: 'order-0042' },
  },
  version: { summary: 'The version of Docs', value: { c: 'version' } },
  license: { summary: 'The licence of Docs', value: { c: 'license' } },
};

/** The build that `openapi.json` shows; a test parses it. */
export const buildExample: Build = {
  id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1',
  tenant: 'default',
  status: 'succeeded',
  origin: 'http',
  correlationId: 'order-0042',
  source: { template: 'invoice', version: '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH' },
  createdAt: '2026-11-22T08:00:00.000Z',
  startedAt: '2026-11-22T08:00:00.080Z',
  endedAt: '2026-11-22T08:00:01.420Z',
  metadata: { order: '0042' },
  files: [
    {
      name: 'invoice.docx',
      bucket: 'docs-gateway-bucket',
      key: 'results/default/invoices/2026/0042.docx',
      size: 18231,
      contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      url: 'https://docs-gateway-bucket.s3.eu-central-1.amazonaws.com/results/default/invoices/2026/0042.docx',
    },
  ],
  warnings: [],
  error: null,
};
