import type { Build } from '../../../build/build.ts';
import type { BuildRequest } from '../../../build/request.ts';
import type { Command } from '../../../docs/command-schema.ts';

/** The example requests of `openapi.json`; a test parses each of them. */
export const requestExamples: Record<string, { summary: string; value: BuildRequest }> = {
  script: {
    summary: 'A build of a script, which needs the scope scripts:run',
    value: {
      script:
        'builder.CreateFile("docx");\nApi.GetDocument().GetElement(0).AddText("Hello");\nbuilder.SaveFile("docx", "hello.docx");\nbuilder.CloseFile();\n',
    },
  },
  template: {
    summary: 'A build of a template with data',
    value: {
      template: 'invoice',
      argument: { number: '2026-0042' },
      outputs: { 'invoice.docx': 'invoices/2026/0042.docx', '*': 'invoices/2026/extra/' },
      metadata: { order: '0042' },
    },
  },
};

/** The example request of `POST /v1/scripts/check`. */
export const checkExamples: Record<string, { summary: string; value: { script: string } }> = {
  mistake: {
    summary: 'A script with a misspelt method',
    value: {
      script:
        'builder.CreateFile("xlsx");\nApi.GetActiveSheet().GetRange("A1").SetValu("1");\nbuilder.SaveFile("xlsx", "a.xlsx");\nbuilder.CloseFile();\n',
    },
  },
};

/** The example commands of `openapi.json`; a test parses each of them. */
export const commandExamples: Record<string, { summary: string; value: Command }> = {
  forcesave: {
    summary: 'Saves a document that is being edited. The event returns userdata',
    value: { c: 'forcesave', key: 'order-0042', userdata: 'before-invoicing' },
  },
  info: { summary: 'Lists who edits a document', value: { c: 'info', key: 'order-0042' } },
  drop: {
    summary: 'Disconnects two users from a document',
    value: { c: 'drop', key: 'order-0042', users: ['anna', 'bert'] },
  },
  dropAll: {
    summary: 'Disconnects all users, which needs all: true',
    value: { c: 'drop', key: 'order-0042', all: true },
  },
  meta: {
    summary: 'Changes the title that editors show',
    value: { c: 'meta', key: 'order-0042', meta: { title: 'Order 0042.docx' } },
  },
  getForgottenList: {
    summary: 'Lists files that Docs could not deliver',
    value: { c: 'getForgottenList' },
  },
  getForgotten: {
    summary: 'Copies a forgotten file into the bucket and returns a link to the copy',
    value: { c: 'getForgotten', key: 'order-0042' },
  },
  deleteForgotten: {
    summary: 'Deletes a forgotten file in Docs',
    value: { c: 'deleteForgotten', key: 'order-0042' },
  },
  version: { summary: 'Returns the version of Docs', value: { c: 'version' } },
  license: { summary: 'Returns the licence of Docs', value: { c: 'license' } },
};

/** The example build of `openapi.json`; a test parses it. */
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
  priority: 'normal',
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
  logs: [],
  error: null,
};
