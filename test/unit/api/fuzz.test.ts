import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JSON_BODY, readBody } from '../../../shared/api/body/body.ts';
import { FORM_BODY } from '../../../shared/api/body/multipart-form.ts';
import { readWait } from '../../../shared/api/headers.ts';
import { readCaller } from '../../../shared/api/read-caller.ts';
import { GatewayError } from '../../../shared/errors.ts';

const BOTH = [JSON_BODY, FORM_BODY];
const rules = { scopeClaim: '', scopePrefix: '', tenantClaim: '' };

test('every Prefer header is accepted, and no wait is longer than 25 seconds', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[wait=";, \\0-9]*$/)), (prefer) => {
      const seconds = readWait(prefer);
      ok(seconds === undefined || (Number.isInteger(seconds) && seconds >= 1 && seconds <= 25));
    }),
  );
});

test('every body is read or refused with a GatewayError', async () => {
  const types = fc.constantFrom(
    'application/json',
    'multipart/form-data; boundary=cut',
    'multipart/form-data; boundary="',
    'multipart/form-data',
    '',
  );
  const pieces = fc.constantFrom(
    '--cut',
    '\r\n',
    '--',
    'Content-Disposition: form-data; name="script"',
    '; filename="a"',
    'Content-Type: application/json',
    '{"a":1}',
    '\u0000',
    '"',
  );
  const bodies = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.array(pieces, { maxLength: 30 }).map((list) => Buffer.from(list.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(types, bodies, async (type, body) => {
      const sent = { headers: { 'content-type': type }, body: body.toString('base64') };
      const outcome = await readBody({ ...sent, isBase64Encoded: true }, BOTH).catch(
        (error: unknown) => error,
      );
      if (outcome instanceof Error) ok(outcome instanceof GatewayError, outcome.stack);
    }),
  );
});

test('a script in a form is read byte by byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (script) => {
      const form = new FormData();
      form.append('script', new File([script], 'a.docbuilder'));
      const request = new Request('http://127.0.0.1/', { method: 'POST', body: form });
      const body = Buffer.from(await request.arrayBuffer()).toString('base64');
      const headers = { 'content-type': request.headers.get('content-type') ?? '' };

      deepEqual(await readBody({ headers, body, isBase64Encoded: true }, BOTH), { script });
    }),
  );
});

test('a list of scopes is read the same from each of its notations', () => {
  const scopes = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}:[a-z*]{1,8}$/));
  fc.assert(
    fc.property(scopes, (list) => {
      for (const scp of [list, list.join(' '), `[${list.join(' ')}]`])
        deepEqual([...readCaller({ scp }, {}, rules).scopes], list);
      equal(readCaller({ scp: list.join(',') }, {}, rules).scopes.size, list.length > 0 ? 1 : 0);
    }),
  );
});
