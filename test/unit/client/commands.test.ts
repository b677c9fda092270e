import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { Gateway } from '../../../shared/client/client.ts';
import type { COMMANDS } from '../../../shared/docs/command-schema.ts';
import { type Answer, scriptedGateway } from '../../support/client/scripted-gateway.ts';

const FILE = {
  name: 'document.docx',
  bucket: 'a-bucket',
  key: 'documents/default/contract/1/document.docx',
  size: 3,
  contentType: 'application/octet-stream',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  url: 'http://127.0.0.1/a',
};

type Case = {
  call: (commands: Gateway['commands']) => Promise<unknown>;
  sent: object;
  answer: object;
  returned: unknown;
};

const CASES: Record<(typeof COMMANDS)[number], Case> = {
  version: {
    call: (commands) => commands.version(),
    sent: { c: 'version' },
    answer: { error: 0, version: '9.0.4' },
    returned: '9.0.4',
  },
  license: {
    call: (commands) => commands.license(),
    sent: { c: 'license' },
    answer: { error: 0, license: { trial: false }, server: {}, quota: {} },
    returned: { error: 0, license: { trial: false }, server: {}, quota: {} },
  },
  info: {
    call: (commands) => commands.info('contract', { userdata: 'why' }),
    sent: { c: 'info', key: 'contract', userdata: 'why' },
    answer: { error: 0, key: 'contract', users: ['ann'] },
    returned: { users: ['ann'] },
  },
  forcesave: {
    call: (commands) => commands.forcesave('contract'),
    sent: { c: 'forcesave', key: 'contract' },
    answer: { error: 4, key: 'contract' },
    returned: { saved: false },
  },
  drop: {
    call: (commands) => commands.drop('contract', { users: ['ann'] }),
    sent: { c: 'drop', key: 'contract', users: ['ann'] },
    answer: { error: 0, key: 'contract' },
    returned: undefined,
  },
  meta: {
    call: (commands) => commands.meta('contract', { title: 'Contract.docx' }),
    sent: { c: 'meta', key: 'contract', meta: { title: 'Contract.docx' } },
    answer: { error: 0, key: 'contract' },
    returned: undefined,
  },
  getForgottenList: {
    call: (commands) => commands.getForgottenList(),
    sent: { c: 'getForgottenList' },
    answer: { error: 0, keys: ['contract'] },
    returned: ['contract'],
  },
  getForgotten: {
    call: (commands) => commands.getForgotten('contract'),
    sent: { c: 'getForgotten', key: 'contract' },
    answer: { error: 0, key: 'contract', url: 'http://127.0.0.1/a', document: FILE },
    returned: { url: 'http://127.0.0.1/a', document: FILE },
  },
  deleteForgotten: {
    call: (commands) => commands.deleteForgotten('contract'),
    sent: { c: 'deleteForgotten', key: 'contract' },
    answer: { error: 0, key: 'contract' },
    returned: undefined,
  },
};

for (const [name, { call, sent, answer, returned }] of Object.entries(CASES)) {
  test(`${name} is sent in Docs' shape, and its answer is returned in a shape of its own`, async (t) => {
    const { gateway, received } = await scriptedGateway(t, [{ json: answer }]);

    const result = await call(gateway.commands);

    deepEqual(JSON.parse(received[0]?.body ?? ''), sent);
    deepEqual(result, returned);
  });
}

test('a forcesave that waits returns the saved file, whose new links are those of the document', async (t) => {
  const { gateway, received } = await scriptedGateway(t, [
    { json: { error: 0, key: 'a/b', document: { ...FILE, url: null } } },
    (_, url) => ({ json: { url: `${url}/new`, inlineUrl: null, expiresAt: '' } }),
    { bytes: Buffer.from('abc') },
  ]);

  const { saved, document } = await gateway.commands.forcesave('a/b', { wait: 20 });
  const bytes = await document?.bytes();

  equal(saved, true);
  equal(Buffer.from(bytes ?? []).toString(), 'abc');
  equal(received[0]?.headers.prefer, 'wait=20');
  equal(received[1]?.route, 'GET /v1/documents/a%2Fb/files/document.docx/link');
});

test('a command that only reads is repeated after a lost answer, and one that changes something is not', async (t) => {
  const answers: Answer[] = ['no answer', { json: { error: 0, version: '9' } }, 'no answer'];
  const { gateway, received } = await scriptedGateway(t, answers);

  equal(await gateway.commands.version(), '9');
  await rejects(gateway.commands.drop('contract', { all: true }), { code: 'CONNECTION_FAILED' });
  equal(received.length, 3);
});

test('a command that was not carried out is repeated', async (t) => {
  const unavailable = {
    code: 'DOCS_UNAVAILABLE',
    detail: 'Docs does not answer.',
    retryable: true,
  };
  const { gateway, received } = await scriptedGateway(t, [
    { status: 503, headers: { 'retry-after': '0' }, json: unavailable },
    { json: { error: 0, key: 'contract' } },
  ]);

  await gateway.commands.meta('contract', { title: 'a.docx' });

  equal(received.length, 2);
});

test('document() returns the newest save, with its files', async (t) => {
  const data = {
    key: 'contract',
    tenant: 'default',
    status: 2,
    forgotten: false,
    lastsave: '2026-11-22T08:00:00.000Z',
    savedAt: '2026-11-22T08:00:01.000Z',
  };
  const { gateway, received } = await scriptedGateway(t, [
    (_, url) => ({ json: { ...data, files: [{ ...FILE, url: `${url}/a` }] } }),
    { bytes: Buffer.from('abc') },
  ]);

  const { files, ...rest } = await gateway.document('contract');
  const blob = await files[0]?.blob();

  deepEqual(rest, data);
  equal(await blob?.text(), 'abc');
  ok(received[0]?.route === 'GET /v1/documents/contract');
});
