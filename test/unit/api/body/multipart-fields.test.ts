import { deepEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { END, formOf, part, send, sendForm } from '../../../support/forms.ts';

const _SCRIPT = '\uFEFFbuilder.CreateFile("docx");\r\n// Ü, Ж, 🙂 --not-the-boundary\r\n';

test('unknown parts are refused by name, with the known names', async () => {
  const form = formOf({ file: new File(['a'], 'a.docbuilder'), 'a/b': '', template: 'invoice' });
  const detail =
    'is not a known part; the known parts are script, url, template, argument, inputs, outputs, metadata, priority, debug, correlationId';

  await rejects(sendForm(form), {
    code: 'REQUEST_INVALID',
    message: `The form's part file ${detail}.`,
    details: {
      errors: [
        { pointer: '/file', detail },
        { pointer: '/a~1b', detail },
      ],
    },
  });
  await rejects(send(Buffer.concat([part('__proto__', '{}'), END])), { code: 'REQUEST_INVALID' });
});

test('empty fields of an HTML form are absent', async () => {
  const form = Buffer.concat([
    part('template', 'invoice'),
    part('argument', ''),
    part('correlationId', ''),
    part('script', '', '; filename=""'),
    END,
  ]);

  deepEqual(await send(form), { template: 'invoice' });
});

test('an empty file with a name is an empty script', async () => {
  const form = Buffer.concat([part('script', '', '; filename="a.docbuilder"'), END]);

  deepEqual(await send(form), { script: '' });
});

test('a form whose lines end in LF alone is read, and the lines of its script stay as they are', async () => {
  const script = 'builder.CreateFile("docx");\n\r\n // --cut\n';
  const head = 'Content-Disposition: form-data; name=';
  const form = [
    `--cut\n${head}"script"; filename="a"\nContent-Type: text/plain\n\n${script}\n`,
    `--cut\n${head}"argument"\n\n{"n":"Ü"}\n`,
    '--cut--\n',
  ].join('');

  deepEqual(await send(Buffer.from(form)), { script, argument: { n: 'Ü' } });
  deepEqual(await send(Buffer.from(form), 'multipart/form-data; boundary="cut"'), {
    script,
    argument: { n: 'Ü' },
  });
  await rejects(send(Buffer.from(form.slice(0, -8))), { code: 'MALFORMED' });
});

test('a form in which another line of a part begins with the boundary is MALFORMED', async () => {
  for (const line of ['--cut-not', '--cutter', '--cut'])
    await rejects(send(Buffer.concat([part('script', `a\r\n${line} b`), END])), {
      code: 'MALFORMED',
      message: 'The form cannot be read: a line in a part begins with its boundary.',
    });
  const script = 'a // --cut-not';
  deepEqual(await send(Buffer.concat([part('script', script), END])), { script });
});
