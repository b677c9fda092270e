import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { inputLink, scriptLink } from '../../shared/workflow/script-links.ts';

const build = { tenant: 'acme', id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1', capability: 'a_secret-1' };

test('a script has a link of its own below the public URL', () => {
  equal(
    scriptLink('https://gateway.example', build),
    'https://gateway.example/v1/scripts/acme/01KAMXF9W0Q5T2M7Y3B8C4D6E1/a_secret-1',
  );
});

test('the name of an input is one encoded segment of its link', () => {
  equal(
    inputLink('https://gateway.example/base', build, 'a b#c?.docx'),
    'https://gateway.example/base/v1/inputs/acme/01KAMXF9W0Q5T2M7Y3B8C4D6E1/a_secret-1/a%20b%23c%3F.docx',
  );
});
