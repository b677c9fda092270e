import { equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { readCorrelationId, readIdempotencyKey, readWait } from '../../../shared/api/headers.ts';

test('Prefer: wait is read in every notation of RFC 7240', () => {
  for (const prefer of [
    'wait=20',
    'Wait=20',
    'wait = 20',
    ' wait="20" ',
    'respond-async, wait=20',
    'wait=20, respond-async',
    'wait=20; foo="a,b"',
    'return=minimal; foo="wait=1, \\"wait=2", wait=20',
    'wait=20, wait=5',
  ])
    equal(readWait(prefer), 20, prefer);
});

test('Prefer: wait is at most 25 seconds', () => {
  equal(readWait('wait=26'), 25);
  equal(readWait('wait=999999999'), 25);
});

test('an invalid Prefer: wait is ignored', () => {
  for (const prefer of [
    undefined,
    '',
    'wait',
    'wait=',
    'wait=0',
    'wait=-1',
    'wait=1.5',
    'wait=ten',
    'wait="20',
    'wait=1e1',
    'waiting=20',
    'xwait=20',
    'respond-async',
    'foo="wait=20"',
    'wait=ten, wait=20',
    ',,,',
  ])
    equal(readWait(prefer), undefined, String(prefer));
});

test('an idempotency key is 1 to 128 printable ASCII characters', () => {
  equal(readIdempotencyKey({ 'idempotency-key': `"${'a'.repeat(126)}"` }), `"${'a'.repeat(126)}"`);
  equal(readIdempotencyKey({}), undefined);
  for (const key of ['', 'a'.repeat(129), 'ä', 'a\tb'])
    throws(() => readIdempotencyKey({ 'idempotency-key': key }), {
      code: 'REQUEST_INVALID',
      message: 'The header idempotency-key must be 1 to 128 printable ASCII characters.',
      details: {
        errors: [
          { header: 'idempotency-key', detail: 'must be 1 to 128 printable ASCII characters' },
        ],
      },
    });
});

test('a correlation id is 1 to 128 printable characters', () => {
  equal(
    readCorrelationId({ 'x-correlation-id': 'Auftrag № 42 – Möller' }),
    'Auftrag № 42 – Möller',
  );
  for (const id of ['می\u200Cخواهم', '👩\u200D💻'])
    equal(readCorrelationId({ 'x-correlation-id': id }), id);
  for (const id of ['', 'a'.repeat(129), 'a\u0000b', 'a\nb', '\u200B', '\u202E', '\uFEFF'])
    throws(() => readCorrelationId({ 'x-correlation-id': id }), {
      code: 'REQUEST_INVALID',
      details: {
        errors: [{ header: 'x-correlation-id', detail: 'must be 1 to 128 printable characters' }],
      },
    });
});
