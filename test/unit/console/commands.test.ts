import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { fakeGateway } from '../../../shared/client/testing.ts';
import { OFFERED_COMMANDS, userIdsIn } from '../../../shared/console/documents/commands.ts';
import { sendCommand } from '../../../shared/console/documents/send-command.ts';
import { COMMANDS } from '../../../shared/docs/command-schema.ts';

test('the console offers all commands of Docs, and asks before those that cannot be undone', () => {
  deepEqual(OFFERED_COMMANDS.map(({ c }) => c).sort(), [...COMMANDS].sort());
  deepEqual(
    OFFERED_COMMANDS.filter(({ question }) => question).map(({ c }) => c),
    ['drop', 'deleteForgotten'],
  );
});

test('every command is sent in the shape that Docs documents', async () => {
  const { gateway, requests } = fakeGateway({
    commands: ({ c }) => (c === 'getForgotten' ? { url: 'https://a.test/f', document: {} } : {}),
  });
  const asked: Record<string, string> = { meta: 'Order 42.docx', drop: 'anna, ben' };

  for (const { c } of OFFERED_COMMANDS) await sendCommand(gateway, c, 'order-42', asked[c] ?? '');
  await sendCommand(gateway, 'drop', 'order-42', '  ');

  const key = 'order-42';
  deepEqual(
    requests.map(({ body }) => body),
    [
      { c: 'info', key },
      { c: 'forcesave', key },
      { c: 'meta', key, meta: { title: 'Order 42.docx' } },
      { c: 'drop', key, users: ['anna', 'ben'] },
      { c: 'getForgotten', key },
      { c: 'deleteForgotten', key },
      { c: 'getForgottenList' },
      { c: 'version' },
      { c: 'license' },
      { c: 'drop', key, all: true },
    ],
  );
});

test('an answer is told in a sentence', async () => {
  const answers: Record<string, object> = {
    info: { users: ['anna'] },
    forcesave: { error: 4 },
    getForgottenList: { keys: ['a', 'b'] },
    version: { version: '9.4.0' },
  };
  const { gateway } = fakeGateway({ commands: ({ c }) => ({ ...answers[c] }) });
  const told = async (c: 'info' | 'forcesave' | 'getForgottenList' | 'version') =>
    sendCommand(gateway, c, 'k', '');

  deepEqual(await told('info'), { text: '1 user edits it:', said: ['anna'] });
  deepEqual(await told('forcesave'), { text: 'There was nothing to save.' });
  deepEqual(await told('getForgottenList'), { text: '2 keys:', said: ['a', 'b'] });
  equal((await told('version')).text, 'Docs has the version 9.4.0.');
});

test('ids of users are separated by commas or spaces', () => {
  deepEqual(userIdsIn(' anna,ben  carl ,'), ['anna', 'ben', 'carl']);
});
