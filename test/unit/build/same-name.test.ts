import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { findName, spellingsOf } from '../../../shared/build/same-name.ts';

const COMPOSED = '\u00fc.docx';
const DECOMPOSED = 'u\u0308.docx';

test('a name is found as it is written, or else with its characters composed in another way', () => {
  equal(findName([DECOMPOSED, COMPOSED], COMPOSED), COMPOSED);
  equal(findName(['u.docx', DECOMPOSED], COMPOSED), DECOMPOSED);
  equal(findName([COMPOSED], DECOMPOSED), COMPOSED);
  equal(findName(['\u00dc.docx', 'u.docx', 'constructor'], COMPOSED), undefined);
});

test('the spellings of a name are itself, and others that look alike', () => {
  deepEqual(spellingsOf('a.docx'), ['a.docx']);
  deepEqual(spellingsOf(COMPOSED), [COMPOSED, DECOMPOSED]);
  deepEqual(spellingsOf(DECOMPOSED), [DECOMPOSED, COMPOSED]);
});
