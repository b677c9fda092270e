import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { kindInBytes } from '../../../shared/script/input-kind.ts';

const kindOf = (start: string) => kindInBytes(Buffer.from(start, 'latin1'));

test('what a file is can be told by its first bytes', () => {
  const pictures = [
    '\x89PNG\r\n',
    '\xff\xd8\xff\xe0',
    'GIF89a',
    'BM..',
    'II*\0',
    'RIFF....WEBPVP8 ',
  ];
  const drawings = ['<svg xmlns="a"/>', '\xef\xbb\xbf<?xml version="1.0"?>', '<!-- a --><svg/>'];

  deepEqual([...pictures, ...drawings].map(kindOf), Array(9).fill('picture'));
  deepEqual(['PK\x03\x04', '{\\rtf1'].map(kindOf), ['office', 'office']);
  equal(kindOf('\xd0\xcf\x11\xe0\xa1'), 'locked');
  equal(kindOf('%PDF-1.7'), 'pdf');
  equal(kindOf(''), 'empty');
  deepEqual(['text', '<!doctype html>', 'RIFF....WAVE'].map(kindOf), ['other', 'other', 'other']);
});
