import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askForBuild } from '../../../shared/docs/builder.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { fakeDocs } from '../../support/docs/fake-docs.ts';

const BUILD = { key: 'run-1', scriptUrl: 'https://gateway.example/v1/scripts/a/b/c?x=1' };

const failures = {
  '-1': 'DOCS_INTERNAL',
  '-2': 'BUILD_TIMEOUT',
  '-3': 'SCRIPT_FAILED',
  '-4': 'SOURCE_DOWNLOAD',
  '-5': 'DOCS_PROTOCOL',
  '-6': 'DOCS_INTERNAL',
  '-7': 'SCRIPT_FAILED',
  '-8': 'DOCS_AUTH',
  '-9': 'DOCS_PROTOCOL',
  '-10': 'SOURCE_DOWNLOAD',
  '-11': 'DOCS_PROTOCOL',
  '1': 'DOCS_PROTOCOL',
  '4711': 'DOCS_PROTOCOL',
};

for (const [number, code] of Object.entries(failures)) {
  test(`error ${number} of Docs is ${code} and keeps its number`, async (t) => {
    const { docs } = await fakeDocs(t, [{ error: Number(number) }]);

    await assert.rejects(askForBuild(docs, BUILD), {
      code,
      details: { docsError: Number(number) },
    });
  });
}

test('an answer with another key means a Docs that is too old', async (t) => {
  const { docs } = await fakeDocs(t, [{ key: 'bld_0123456789abcdef', end: false }]);

  await assert.rejects(askForBuild(docs, BUILD), {
    code: 'DOCS_PROTOCOL',
    message: /older than 7\.3/,
  });
});

const shapeless = [
  {},
  [],
  { key: 'run-1' },
  { key: 'run-1', end: 'true' },
  { key: 'run-1', end: true },
  { key: 'run-1', end: true, urls: ['http://x'] },
  { key: 'run-1', end: true, urls: { 'a.docx': null } },
  { key: 1, end: false },
  { end: false },
  { error: '-3' },
];

for (const answer of shapeless) {
  test(`${JSON.stringify(answer)} is not accepted as an answer of the builder`, async (t) => {
    const { docs } = await fakeDocs(t, [answer]);

    await assert.rejects(askForBuild(docs, BUILD), { code: 'DOCS_PROTOCOL' });
  });
}

test('unknown fields in an answer of the builder are ignored', async (t) => {
  const { docs } = await fakeDocs(t, [{ key: 'run-1', end: false, error: 0, news: [] }]);

  assert.deepEqual(await askForBuild(docs, BUILD), { state: 'running' });
});

test('a request without an answer in time is DOCS_UNAVAILABLE, so that it is sent again', async (t) => {
  const { docs } = await fakeDocs(t, [{}]);
  const ask = () => Promise.reject(new GatewayError('DOCS_TIMEOUT', 'no answer within 15 s'));

  await assert.rejects(askForBuild({ ...docs, ask }, BUILD), {
    code: 'DOCS_UNAVAILABLE',
    message: 'no answer within 15 s',
  });
});

for (const urls of ['[]', '"a"', 'null', '{"a":1}', '{"__proto__":{}}']) {
  test(`${urls} is not accepted as the links of a build`, async (t) => {
    const { docs } = await fakeDocs(t, [
      (response) => response.end(`{"key":"run-1","end":true,"urls":${urls}}`),
    ]);

    await assert.rejects(askForBuild(docs, BUILD), { code: 'DOCS_PROTOCOL' });
  });
}

for (const error of ['1e400', '-1e400', '1.5', '9007199254740993', '"3"', 'null', '{}']) {
  test(`{"error":${error}} is not accepted as an answer of the builder`, async (t) => {
    const { docs } = await fakeDocs(t, [(response) => response.end(`{"error":${error}}`)]);

    await assert.rejects(askForBuild(docs, BUILD), {
      code: 'DOCS_PROTOCOL',
      details: {},
      message: 'Docs sent an answer that is not a builder response',
    });
  });
}
