import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMMANDS,
  type Command,
  keyOf,
  parseCommand,
} from '../../../shared/docs/command-schema.ts';
import { DOCUMENT_KEY_RULE } from '../../../shared/docs/document-key.ts';

const key = 'order-0042';

const WHOLE: Command[] = [
  { c: 'deleteForgotten', key },
  { c: 'drop', key, users: ['anna', 'bert'] },
  { c: 'drop', key, users: [] },
  { c: 'drop', key, all: true },
  { c: 'forcesave', key },
  { c: 'forcesave', key, userdata: 'x'.repeat(4096) },
  { c: 'getForgotten', key },
  { c: 'getForgottenList' },
  { c: 'info', key, userdata: 'ü'.repeat(2048) },
  { c: 'license' },
  { c: 'meta', key, meta: { title: 'Order.docx' } },
  { c: 'version' },
];

test('each of the nine commands is accepted in the form that Docs documents', () => {
  deepEqual([...new Set(WHOLE.map(({ c }) => c))], [...COMMANDS]);
  for (const command of WHOLE) deepEqual(parseCommand(command), command);
});

const title = { title: 'a' };
const usersRule = 'must be present, unless "all" is true to drop everyone';
const nameRule = `must be one of ${COMMANDS.join(', ')}`;

const WRONG: [string, unknown, string, string][] = [
  ['no object', 'version', '', 'must be an object'],
  ['a list', [], '', 'must be an object'],
  ['null', null, '', 'must be an object'],
  ['a command without a name', { key }, '/c', nameRule],
  ['a name in the wrong case', { c: 'Version' }, '/c', nameRule],
  ['a command that Docs does not document', { c: 'saved', key, status: '1' }, '/c', nameRule],
  ['the name constructor', { c: 'constructor' }, '/c', nameRule],
  ['a key for a command without one', { c: 'version', key }, '/key', 'is not a known field'],
  [
    'a field that Docs does not document',
    { c: 'info', key, callback: 'https://x' },
    '/callback',
    'is not a known field',
  ],
  ['a command without its key', { c: 'info' }, '/key', DOCUMENT_KEY_RULE],
  ['a key that is not a text', { c: 'info', key: 1 }, '/key', DOCUMENT_KEY_RULE],
  ['the key ..', { c: 'deleteForgotten', key: '..' }, '/key', DOCUMENT_KEY_RULE],
  ['an empty key', { c: 'deleteForgotten', key: '' }, '/key', DOCUMENT_KEY_RULE],
  ['the key ../a', { c: 'getForgotten', key: '../a' }, '/key', DOCUMENT_KEY_RULE],
  ['a key of 4,097 characters', { c: 'info', key: 'a'.repeat(4097) }, '/key', DOCUMENT_KEY_RULE],
  ['a key with a line break', { c: 'info', key: 'a\n' }, '/key', DOCUMENT_KEY_RULE],
  ['a drop without users', { c: 'drop', key }, '/users', usersRule],
  ['a drop with users and all', { c: 'drop', key, users: ['a'], all: true }, '/users', usersRule],
  [
    'a drop whose users are not a list',
    { c: 'drop', key, users: 'a' },
    '/users',
    'must be a list of user ids',
  ],
  ['a drop whose users are null', { c: 'drop', key, users: null }, '/users', usersRule],
  [
    'a user id that is a number',
    { c: 'drop', key, users: [1] },
    '/users/0',
    'must be the id of a user',
  ],
  [
    'a drop whose users are a text',
    { c: 'drop', key, users: 'anna' },
    '/users',
    'must be a list of user ids',
  ],
  ['all with a text', { c: 'drop', key, all: 'true' }, '/all', 'must be true'],
  ['all with false', { c: 'drop', key, all: false }, '/all', 'must be true'],
  [
    'the command meta without its field meta',
    { c: 'meta', key },
    '/meta',
    'must be an object with a title',
  ],
  ['meta without a title', { c: 'meta', key, meta: {} }, '/meta/title', 'must be a string'],
  ['an empty title', { c: 'meta', key, meta: { title: '' } }, '/meta/title', 'must not be empty'],
  [
    'an unknown field in meta',
    { c: 'meta', key, meta: { ...title, x: 1 } },
    '/meta/x',
    'is not a known field',
  ],
  [
    'userdata that is not a text',
    { c: 'info', key, userdata: {} },
    '/userdata',
    'must be a string',
  ],
  [
    'userdata over 4,096 bytes',
    { c: 'forcesave', key, userdata: `${'ü'.repeat(2048)}x` },
    '/userdata',
    'must be at most 4096 bytes of UTF-8',
  ],
  [
    'a command over 64 KiB',
    { c: 'drop', key, users: ['x'.repeat(64 * 1024)] },
    '',
    'must be at most 65536 bytes of JSON in UTF-8',
  ],
];

for (const [what, input, pointer, detail] of WRONG) {
  test(`${what} is refused, and the error names the field`, () => {
    throws(() => parseCommand(input), {
      code: 'COMMAND_INVALID',
      details: { errors: [{ pointer, detail }] },
    });
  });
}

test('a command has the document key that it names, or none', () => {
  equal(keyOf({ c: 'info', key }), key);
  equal(keyOf({ c: 'license' }), undefined);
});

test('null in a field of any command means that the field is absent', () => {
  const nothing = { users: null, all: null, userdata: null, meta: null };

  deepEqual(parseCommand({ c: 'version', key: null, ...nothing }), { c: 'version' });
  deepEqual(parseCommand({ c: 'info', key, ...nothing }), { c: 'info', key });
  throws(() => parseCommand({ c: 'info', key: null }), { code: 'COMMAND_INVALID' });
  throws(() => parseCommand({ c: 'version', color: null }), { code: 'COMMAND_INVALID' });
});
