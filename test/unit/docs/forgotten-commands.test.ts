import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sendCommand } from '../../../shared/docs/send-command.ts';
import { fakeDocs } from '../../support/docs/fake-docs.ts';

const key = 'order-0042';

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
  test(`${c} is sent if the list of forgotten files has exactly this key`, async (t) => {
    const { asked, docs } = await forgetful(t, ['a', key, 'x', `x${key}`]);

    assert.deepEqual(await sendCommand(docs, { c, key }), { key, error: 0 });
    assert.deepEqual(
      asked.map(({ body }) => body.c),
      ['getForgottenList', c],
    );
  });

  test(`${c} for a key that is not in the list is not sent`, async (t) => {
    const { asked, docs } = await forgetful(t, [`${key}1`, 'order']);

    await assert.rejects(sendCommand(docs, { c, key }), { code: 'DOCUMENT_NOT_FOUND' });
    assert.deepEqual(
      asked.map(({ body }) => body.c),
      ['getForgottenList'],
    );
  });

  test(`${c} for a key with which others begin is not sent, and the error does not name them`, async (t) => {
    const { asked, docs } = await forgetful(t, [key, `${key}1`, `${key}.secret`]);
    const message = '2 keys of other files begin with this key, and Docs cannot tell them apart.';

    await assert.rejects(sendCommand(docs, { c, key }), { code: 'CONFLICT', message });
    assert.deepEqual(
      asked.map(({ body }) => body.c),
      ['getForgottenList'],
    );
  });

  test(`${c} is not sent if Docs sends no list`, async (t) => {
    const { asked, docs } = await forgetful(t, { [key]: true });

    await assert.rejects(sendCommand(docs, { c, key }), { code: 'DOCS_PROTOCOL' });
    assert.equal(asked.length, 1);
  });
}
