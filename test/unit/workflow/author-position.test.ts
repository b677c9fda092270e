import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { inputLink } from '../../../shared/build/script-links.ts';
import { authorPosition } from '../../../shared/workflow/diagnosis/author-position.ts';

const url = 'https://gateway.example';
const build = { tenant: 'acme', id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1', capability: 'a_secret-1' };
const link = inputLink(url, build, 'my logo.png');

test('a place in the staged script is the place in the script of the author, with inputs by name', () => {
  const lines = ['first();', `  draw("${link}").NoSuch();`, 'last();'];
  const column = (lines[1]?.indexOf('NoSuch') ?? 0) + 1;
  const message = `cannot draw ${link}`;

  for (const end of ['\n', '\r\n', '\r'])
    deepEqual(authorPosition(url, build, lines.join(end), { line: 2, column, message }), {
      line: 2,
      column: '  draw("input://my logo.png").N'.length,
      message: 'cannot draw input://my logo.png',
    });
});

test('a byte order mark is not counted in a column', () => {
  const line = `draw("${link}").NoSuch();`;
  const at = { line: 1, column: line.indexOf('NoSuch') + 1, message: '' };

  deepEqual(authorPosition(url, build, `\uFEFF${line}\n`, at), {
    line: 1,
    column: 'draw("input://my logo.png").N'.length,
    message: '',
  });
});

test('a line that the script does not have keeps its column', () => {
  const at = { line: 9, column: 7, message: '' };

  deepEqual(authorPosition(url, build, 'a();', at), at);
});
