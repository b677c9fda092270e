import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { Command } from '../../../shared/docs/command-schema.ts';
import { sendCommand } from '../../../shared/docs/send-command.ts';
import { claimsOf, fakeDocs } from '../../support/docs/fake-docs.ts';

const key = 'order-0042';
const NINE: Command[] = [
  { c: 'deleteForgotten', key },
  { c: 'drop', key, users: ['anna'] },
  { c: 'forcesave', key, userdata: 'u' },
  { c: 'getForgotten', key },
  { c: 'getForgottenList' },
  { c: 'info', key },
  { c: 'license' },
  { c: 'meta', key, meta: { title: 'Order.docx' } },
  { c: 'version' },
];

for (const command of NINE) {
  test(`${command.c} is sent to Docs unchanged and signed, and its answer is returned unchanged`, async (t) => {
    const answer = { key, error: 0, keys: [key], more: { of: 'it' } };
    const { asked, docs } = await fakeDocs(t, [answer]);

    assert.deepEqual(await sendCommand(docs, command), answer);

    const { path, body } = asked.at(-1) ?? { path: '', body: {} };
    const { token, ...params } = body;
    assert.deepEqual(params, command);
    assert.equal(path, 'key' in command ? `/command?shardkey=${key}` : '/command');
    const { operation, iat, exp, ...claims } = claimsOf(asked.at(-1));
    assert.deepEqual({ operation, claims }, { operation: 'command', claims: command });
  });
}

test('drop with "all" is sent without "users" and without "all"', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 0 }]);

  await sendCommand(docs, { c: 'drop', key, all: true });

  const { token, ...params } = asked[0]?.body ?? {};
  assert.deepEqual(params, { c: 'drop', key });
  assert.equal(claimsOf(asked[0]).all, undefined);
});

const ERRORS: [number, string][] = [
  [1, 'DOCUMENT_NOT_FOUND'],
  [2, 'CALLBACK_URL_INVALID'],
  [4, 'DOCS_PROTOCOL'],
  [5, 'COMMAND_INVALID'],
  [6, 'DOCS_AUTH'],
  [7, 'DOCS_AUTH'],
  [99, 'DOCS_PROTOCOL'],
];

for (const [docsError, code] of ERRORS) {
  test(`error ${docsError} of Docs is ${code}, with its number as docsError`, async (t) => {
    const { asked, docs } = await fakeDocs(t, [{ error: docsError }]);

    await assert.rejects(sendCommand(docs, { c: 'info', key }), { code, details: { docsError } });
    assert.equal(asked.length, 1);
  });
}

test('a forced save with nothing to save is not an error', async (t) => {
  const { docs } = await fakeDocs(t, [{ key, error: 4 }]);

  assert.deepEqual(await sendCommand(docs, { c: 'forcesave', key }), { key, error: 4 });
});

test('a command is sent three times to a Docs that reports internal errors', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 3 }]);
  const details = { docsError: 3 };

  await assert.rejects(sendCommand(docs, { c: 'info', key }), { code: 'DOCS_INTERNAL', details });
  assert.equal(asked.length, 3);
});

test('a command succeeds after one internal error of Docs', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 3 }, { error: 0, users: [] }]);

  assert.deepEqual(await sendCommand(docs, { c: 'info', key }), { error: 0, users: [] });
  assert.equal(asked.length, 2);
});

test('a command is not sent again after an internal error if no time is left', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { asked, docs } = await fakeDocs(t, [
    (response) => {
      t.mock.timers.tick(59_900);
      response.end('{"error":3}');
    },
  ]);

  await assert.rejects(sendCommand(docs, { c: 'info', key }, 60_000), { code: 'DOCS_INTERNAL' });
  assert.equal(asked.length, 1);
});

for (const [what, answer] of [
  ['a list instead of an object', [0]],
  ['no error number', { users: [] }],
  ['an error that is a text', { error: '0' }],
  ['an error out of range', (response: ServerResponse) => response.end('{"error":1e400}')],
] as const) {
  test(`an answer with ${what} is not accepted as the answer to a command`, async (t) => {
    const { docs } = await fakeDocs(t, [answer]);

    await assert.rejects(sendCommand(docs, { c: 'info', key }), { code: 'DOCS_PROTOCOL' });
  });
}

test('a licence of any shape is returned unchanged', async (t) => {
  const answer = { error: 0, license: { 'a key': [1, { deep: null }] }, quota: 'none' };
  const { docs } = await fakeDocs(t, [answer]);

  assert.deepEqual(await sendCommand(docs, { c: 'license' }), answer);
});

test('a field named __proto__ is left out of the answer to a command', async (t) => {
  const { docs } = await fakeDocs(t, [
    (response) => response.end('{"error":0,"version":"9.0.4","__proto__":{"users":["mallory"]}}'),
  ]);

  const answer = await sendCommand(docs, { c: 'version' });

  assert.equal(JSON.stringify(answer), '{"error":0,"version":"9.0.4"}');
  assert.equal(Object.getPrototypeOf(answer), Object.prototype);
});

/** A Docs with these forgotten files. */
function forgetful(t: TestContext, keys: unknown) {
  return fakeDocs(t, [
    (response, { c, key }) =>
      response.end(
        JSON.stringify(c === 'getForgottenList' ? { error: 0, keys } : { key, error: 0 }),
      ),
  ]);
}

test('a command with an invalid document key is never sent to Docs, and one with a valid key is', async (t) => {
  const { asked, docs } = await forgetful(t, []);
  const keys = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 140 }),
    fc.stringMatching(/^[0-9A-Za-z._=-]{0,140}$/),
    fc.constantFrom('a'.repeat(129), 'a'.repeat(4096), 'a'.repeat(4097)),
    fc.stringMatching(/^[._=-]{0,8}[/\\%\n]?[._=0a-]{0,8}$/),
    fc.constantFrom('', '.', '..', '../x', 'a/../..', '%2e', 'a\0', '__proto__', '=', 'ａ'),
  );
  const named = fc.constantFrom(
    'info',
    'forcesave',
    'deleteForgotten',
    'getForgotten',
    'drop',
    'meta',
  );

  await fc.assert(
    fc.asyncProperty(named, keys, async (c, text) => {
      asked.length = 0;
      const command = { c, key: text, all: true, meta: { title: 'a' } } as unknown as Command;
      const isKey = /^[0-9A-Za-z._=-]{1,4096}$/.test(text) && /[0-9A-Za-z]/.test(text);

      const outcome = await sendCommand(docs, command).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );

      assert.equal(outcome === 'COMMAND_INVALID', !isKey);
      assert.equal(asked.length > 0, isKey);
      for (const { body } of asked) assert.ok(body.key === undefined || body.key === text);
    }),
    { numRuns: 200 },
  );
});
