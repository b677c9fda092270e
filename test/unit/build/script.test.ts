import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  MAX_INLINE_SCRIPT_BYTES,
  MAX_SCRIPT_BYTES,
  readScript,
} from '../../../shared/build/script.ts';
import { GatewayError } from '../../../shared/errors.ts';

const SAVE = 'builder.SaveFile("docx", "a.docx");';

const invalid = (rule: string) => ({
  code: 'SCRIPT_INVALID',
  message: `The script ${rule}.`,
  details: { errors: [{ pointer: '/script', detail: rule }] },
});

test('the limits are 1 MiB inline and 20 MiB by URL or upload', () => {
  equal(MAX_INLINE_SCRIPT_BYTES, 1_048_576);
  equal(MAX_SCRIPT_BYTES, 20_971_520);
});

test('readScript() keeps the byte order mark and the line ends', () => {
  const script = `\uFEFFbuilder.CreateFile("docx");\r\n${SAVE}\r\n// Grüße 😀`;

  equal(readScript(script, 1000), script);
  equal(readScript(Buffer.from(script), 1000), script);
});

test('readScript() counts bytes, and refuses one byte more than the limit', () => {
  const script = `${SAVE}//é`;
  const bytes = Buffer.byteLength(script);

  equal(readScript(script, bytes), script);
  throws(() => readScript(script, bytes - 1), {
    code: 'SCRIPT_TOO_LARGE',
    message: `The script has ${bytes} bytes; the limit is ${bytes - 1}.`,
  });
  throws(() => readScript(Buffer.from(script), bytes - 1), { code: 'SCRIPT_TOO_LARGE' });
});

test('readScript() refuses a script of white space as empty', () => {
  for (const script of ['', ' ', '\n\t\r\n', '\uFEFF', '\u00A0'])
    throws(() => readScript(script, 100), invalid('is empty'));
});

test('readScript() refuses a script that is not UTF-8', () => {
  throws(() => readScript(Buffer.from([...Buffer.from(SAVE), 0xff]), 100), {
    code: 'SCRIPT_INVALID',
    message: 'The script is not UTF-8.',
  });
  throws(() => readScript(Buffer.from(SAVE, 'utf16le'), 100), { code: 'SCRIPT_INVALID' });
  throws(() => readScript(`${SAVE}"\ud800"`, 100), invalid('is not UTF-8'));
});

test('readScript() refuses a script with a NUL character or without SaveFile', () => {
  throws(() => readScript(`${SAVE}\0`, 100), invalid('contains a NUL character'));
  throws(
    () => readScript('builder.CreateFile("docx");', 100),
    invalid('calls neither SaveFile nor WriteData, so it saves no file'),
  );
});

test('readScript() returns the text of any bytes or throws a GatewayError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        deepEqual(Buffer.from(readScript(bytes, 100)), Buffer.from(bytes));
      } catch (error) {
        ok(error instanceof GatewayError);
      }
    }),
  );
});
