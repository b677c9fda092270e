import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { pointerTo } from '../../shared/json-pointer.ts';

test('a JSON Pointer escapes "~" and "/" in names as RFC 6901 says', () => {
  equal(pointerTo([]), '');
  equal(pointerTo(['outputs', 'a/b~c.docx', 0]), '/outputs/a~1b~0c.docx/0');
});

test('a JSON Pointer of more than 300 characters is cut and ends in an ellipsis', () => {
  equal(pointerTo(['x'.repeat(299)]), `/${'x'.repeat(299)}`);
  equal(pointerTo(['x'.repeat(300)]), `/${'x'.repeat(299)}…`);
});
