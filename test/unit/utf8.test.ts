import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { decodeUtf8 } from '../../shared/utf8.ts';

test('decodeUtf8() decodes UTF-8 unchanged, a byte order mark included', () => {
  equal(decodeUtf8(Buffer.from('\uFEFFaé€😀')), '\uFEFFaé€😀');
  equal(decodeUtf8(new Uint8Array([0x78, 0x61, 0x62]).subarray(1)), 'ab');
});

test('decodeUtf8() returns undefined for bytes that are not UTF-8', () => {
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]])
    equal(decodeUtf8(new Uint8Array(bytes)), undefined, bytes.join());
});
