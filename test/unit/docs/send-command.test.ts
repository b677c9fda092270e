import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { docsClient } from '../../../shared/docs/client.ts';
import { askVersion, sendCommand, supportsOwnKeys } from '../../../shared/docs/command.ts';
import type { Command } from '../../../shared/docs/command-schema.ts';
import { fixedSecret } from '../../../shared/secret.ts';
import { claimsOf, fakeDocs, SECRET } from '../../support/docs/fake-docs.ts';

test('Docs tells its version', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 0, version: '9.0.4.50' }]);

  assert.equal(await askVersion(docs), '9.0.4.50');
  assert.equal(asked[0]?.path, '/command');
  assert.equal(asked[0]?.body.c, 'version');
  assert.equal(claimsOf(asked[0]).c, 'version');
  assert.equal(claimsOf(asked[0]).operation, 'command');
});

test('an older Docs is asked at the old path', async (t) => {
  const { url, asked } = await fakeDocs(t, [{ error: 0, version: '7.5.0.1' }]);
  const docs = docsClient({ url, legacyCommands: true, inbox: fixedSecret(SECRET) });

  await askVersion(docs);

  assert.equal(asked[0]?.path, '/coauthoring/CommandService.ashx');
});

test('a Docs that gives no version says by which error', async (t) => {
  const { docs } = await fakeDocs(t, [{ error: 3 }]);

  await assert.rejects(askVersion(docs), { code: 'DOCS_PROTOCOL', details: { docsError: 3 } });
});

test('a Docs that stays silent is given up in time', async (t) => {
  const { docs } = await fakeDocs(t, [() => {}]);

  await assert.rejects(askVersion(docs, 50), { code: 'DOCS_TIMEOUT' });
});

for (const version of ['7.3.0.184', '7.10.1', '8.0.0', '10.1', '4.1.2.37', '4.1.2']) {
  test(`Docs ${version} takes our keys`, () => assert.equal(supportsOwnKeys(version), true));
}

for (const version of ['7.2.2.56', '6.4.2', '4.1.20.1', '4.2.0', '', 'unknown']) {
  test(`Docs "${version}" does not take our keys`, () =>
    assert.equal(supportsOwnKeys(version), false));
}

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
  test(`${command.c} reaches Docs as it is, signed, and its answer comes back as it came`, async (t) => {
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

test('everyone is dropped by leaving users away; "all" is never sent', async (t) => {
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
  test(`error ${docsError} of Docs is ${code}, and its number is kept`, async (t) => {
    const { asked, docs } = await fakeDocs(t, [{ error: docsError }]);

    await assert.rejects(sendCommand(docs, { c: 'info', key }), { code, details: { docsError } });
    assert.equal(asked.length, 1);
  });
}

test('nothing to save is an outcome of a forced save', async (t) => {
  const { docs } = await fakeDocs(t, [{ key, error: 4 }]);

  assert.deepEqual(await sendCommand(docs, { c: 'forcesave', key }), { key, error: 4 });
});

test('a Docs that failed inside is asked twice more', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 3 }]);
  const details = { docsError: 3 };

  await assert.rejects(sendCommand(docs, { c: 'info', key }), { code: 'DOCS_INTERNAL', details });
  assert.equal(asked.length, 3);
});

test('a Docs that fails inside only once has done it', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 3 }, { error: 0, users: [] }]);

  assert.deepEqual(await sendCommand(docs, { c: 'info', key }), { error: 0, users: [] });
  assert.equal(asked.length, 2);
});

test('a Docs that fails inside is not asked again when there is no time', async (t) => {
  const { asked, docs } = await fakeDocs(t, [{ error: 3 }]);

  await assert.rejects(sendCommand(docs, { c: 'info', key }, 200), { code: 'DOCS_INTERNAL' });
  assert.equal(asked.length, 1);
});

for (const [what, answer] of [
  ['no object', [0]],
  ['no error in it', { users: [] }],
  ['an error in words', { error: '0' }],
] as const) {
  test(`an answer with ${what} is not taken for one`, async (t) => {
    const { docs } = await fakeDocs(t, [answer]);

    await assert.rejects(sendCommand(docs, { c: 'info', key }), { code: 'DOCS_PROTOCOL' });
  });
}

test('a licence of a shape that nobody foresaw is handed on', async (t) => {
  const answer = { error: 0, license: { 'a key': [1, { deep: null }] }, quota: 'none' };
  const { docs } = await fakeDocs(t, [answer]);

  assert.deepEqual(await sendCommand(docs, { c: 'license' }), answer);
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

for (const c of ['getForgotten', 'deleteForgotten'] as const) {
  test(`${c} asks for the list first, and goes on when exactly this key is in it`, async (t) => {
    const { asked, docs } = await forgetful(t, ['a', key, 'x', `x${key}`]);

    assert.deepEqual(await sendCommand(docs, { c, key }), { key, error: 0 });
    assert.deepEqual(
      asked.map(({ body }) => body.c),
      ['getForgottenList', c],
    );
  });

  test(`${c} of what is not in the list goes no further`, async (t) => {
    const { asked, docs } = await forgetful(t, [`${key}1`, 'order']);

    await assert.rejects(sendCommand(docs, { c, key }), { code: 'DOCUMENT_NOT_FOUND' });
    assert.deepEqual(
      asked.map(({ body }) => body.c),
      ['getForgottenList'],
    );
  });

  test(`${c} of a key that begins others goes no further, and names none of them`, async (t) => {
    const { asked, docs } = await forgetful(t, [key, `${key}1`, `${key}.secret`]);
    const message = '2 keys of other files begin with this one, and Docs cannot tell them apart.';

    await assert.rejects(sendCommand(docs, { c, key }), { code: 'CONFLICT', message });
    assert.deepEqual(
      asked.map(({ body }) => body.c),
      ['getForgottenList'],
    );
  });

  test(`${c} goes no further when Docs gives no list`, async (t) => {
    const { asked, docs } = await forgetful(t, { [key]: true });

    await assert.rejects(sendCommand(docs, { c, key }), { code: 'DOCS_PROTOCOL' });
    assert.equal(asked.length, 1);
  });
}

test('no text that breaks the key rule is ever sent to Docs, and every other is', async (t) => {
  const { asked, docs } = await forgetful(t, []);
  const keys = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 140 }),
    fc.stringMatching(/^[0-9A-Za-z._=-]{0,140}$/),
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
      const isKey = /^[0-9A-Za-z._=-]{1,128}$/.test(text) && /[0-9A-Za-z]/.test(text);

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
