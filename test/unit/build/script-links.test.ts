import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { replaceInScript } from '../../../shared/build/inputs.ts';
import {
  columnWithoutInputLinks,
  inputLink,
  inputNameIn,
  scriptLink,
  withoutInputLinks,
} from '../../../shared/build/script-links.ts';

const build = { tenant: 'acme', id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1', capability: 'a_secret-1' };

test('scriptLink() is below the public URL', () => {
  equal(
    scriptLink('https://gateway.example', build),
    'https://gateway.example/v1/scripts/acme/01KAMXF9W0Q5T2M7Y3B8C4D6E1/a_secret-1',
  );
});

test('the name of an input is one segment of its link, even after API Gateway has decoded the path', () => {
  const folder =
    'https://gateway.example/base/v1/inputs/acme/01KAMXF9W0Q5T2M7Y3B8C4D6E1/a_secret-1/';
  const links: [name: string, segment: string][] = [
    ['letter 1é.docx', 'letter%201%C3%A9.docx'],
    ['img/logo.png', 'img~2Flogo.png'],
    ['a b#c?.docx', 'a%20b~23c~3F.docx'],
    ['100%25~.txt', '100~2525~7E.txt'],
    ['~2F.txt', '~7E2F.txt'],
    [`l'offre "a"\`.docx`, 'l%27offre%20%22a%22%60.docx'],
  ];
  for (const [name, segment] of links) {
    equal(inputLink('https://gateway.example/base', build, name), folder + segment);
    const decoded = decodeURIComponent(segment);
    equal(/[%/?#]/.test(decoded), false);
    equal(inputNameIn(decoded), name);
  }
});

test('what a script says names an input, and never shows its link', () => {
  const url = 'https://gateway.example/base';
  const plain = (text: string) => withoutInputLinks(url, build, text);

  for (const name of ['letter 1é.docx', 'a b#c?.docx', '100%25~.txt', 'a (1).docx']) {
    const link = inputLink(url, build, name);
    equal(
      plain(`cannot open "${link}" or '${link}'`),
      `cannot open "input://${name}" or 'input://${name}'`,
    );
  }
  equal(
    plain('see https://gateway.example/base/v1/health'),
    'see https://gateway.example/base/v1/health',
  );
});

test('a link whose end was cut off shows nothing of its secret part', () => {
  const link = inputLink('https://gateway.example', build, 'é.docx');

  for (let length = link.indexOf(build.id) + build.id.length + 1; length < link.length; length++) {
    const text = withoutInputLinks('https://gateway.example', build, link.slice(0, length));
    equal(text.startsWith('input://') && !text.includes('a_s'), true, text);
  }
});

test('a staged script is shown as its author wrote it, without the links of its inputs', () => {
  const url = 'https://a.example';
  const written = [
    'builder.OpenFile("input://Müller & Söhne/50% a?b#c~.docx"); // "input://"',
    'builder.OpenFile("input://l\'offre.docx"); Api.CreateImage(\'input://12" a.png\', 1);',
    "Api.CreateImage('input://logo.png', 1); Api.CreateImage(`input://logo.png`);",
    'builder.SaveFile("docx", "a.docx");',
  ].join('\r\n');

  const staged = replaceInScript(written, (name) => inputLink(url, build, name));

  ok(staged.includes(`"https://a.example/v1/inputs/acme/${build.id}/`));
  equal(withoutInputLinks(url, build, staged), written);
  equal(withoutInputLinks(url, build, written), written);
});

test('a column behind links is the column behind the references that the author wrote', () => {
  const url = 'https://gateway.example/base';
  const written = 'f("input://letter 1é.docx"); g("input://a(1)#.png"); doc.NoSuch();';
  const [first, second] = [
    inputLink(url, build, 'letter 1é.docx'),
    inputLink(url, build, 'a(1)#.png'),
  ];
  const line = `f("${first}"); g("${second}"); doc.NoSuch();`;
  const column = (offset: number) => columnWithoutInputLinks(url, build, line, offset + 1);

  equal(column(line.indexOf('NoSuch')), written.indexOf('NoSuch') + 1);
  equal(column(line.indexOf('g(')), written.indexOf('g(') + 1);
  equal(column(3), 4);
  for (const offset of [0, 1, second.length - 1])
    equal(column(line.indexOf(second) + offset), written.indexOf('input://a') + 1);
  equal(column(line.indexOf(second) + second.length), written.indexOf('"); doc') + 1);
  equal(columnWithoutInputLinks(url, build, 'doc.NoSuch();', 5), 5);
});
