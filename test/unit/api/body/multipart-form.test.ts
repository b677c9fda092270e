import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { END, formOf, part, send, sendForm } from '../../../support/forms.ts';

const SCRIPT = '\uFEFFbuilder.CreateFile("docx");\r\n// Ü, Ж, 🙂 --not-the-boundary\r\n';

test('the part script is read as text, and every other part as JSON', async () => {
  const body = await sendForm(
    formOf({
      script: new File([SCRIPT], 'report.docbuilder'),
      argument: '{"n":1}',
      outputs: new File(['{"*":"a/"}'], 'outputs.json', { type: 'application/json' }),
      correlationId: '"order-42"',
    }),
  );

  deepEqual(body, {
    script: SCRIPT,
    argument: { n: 1 },
    outputs: { '*': 'a/' },
    correlationId: 'order-42',
  });
});

test('a script may be a file or a field, and is never read as JSON', async () => {
  deepEqual(await sendForm(formOf({ script: '"use strict";' })), { script: '"use strict";' });
});

test('a part whose value can only be text may be sent without JSON quotes', async () => {
  deepEqual(
    await sendForm(
      formOf({
        template: 'invoice',
        priority: 'low',
        correlationId: '42',
        url: 'https://example.com/a?b="c"',
      }),
    ),
    {
      template: 'invoice',
      priority: 'low',
      correlationId: '42',
      url: 'https://example.com/a?b="c"',
    },
  );
});

test('the part argument must be JSON', async () => {
  deepEqual(await sendForm(formOf({ template: 'a', argument: '"42"' })), {
    template: 'a',
    argument: '42',
  });
  await rejects(sendForm(formOf({ template: 'a', argument: 'hello' })), {
    code: 'MALFORMED',
    details: {
      errors: [{ pointer: '/argument', detail: 'cannot be read as JSON: it is not valid JSON' }],
    },
  });
});

test('the error about a part that is not valid JSON has the reason and the pointer of the part', async () => {
  const wrong: [string, string, string, string][] = [
    ['outputs', '/outputs', '{"a":1 "b":2}', 'it is not valid JSON at position 7'],
    ['argument', '/argument', '{"a":1,"a":2}', 'an object in it has the same name twice'],
    ['metadata', '/metadata', '\uFEFF{}', 'it begins with a byte order mark'],
    ['argument', '/argument', '1e400', 'it contains a number out of range'],
  ];
  for (const [name, pointer, text, reason] of wrong)
    await rejects(sendForm(formOf({ [name]: text })), {
      code: 'MALFORMED',
      message: `The form cannot be read: its part ${name} cannot be read as JSON: ${reason}.`,
      details: { errors: [{ pointer, detail: `cannot be read as JSON: ${reason}` }] },
    });
});

test('a large script is read completely', async () => {
  const script = 'x'.repeat(3_000_000);

  const body = await sendForm(
    formOf({ script: new File([script], 'big.docbuilder'), metadata: '{}' }),
  );

  equal((body as { script: string }).script, script);
});

test('the boundary is read from every valid form of the Content-Type header', async () => {
  const form = Buffer.concat([part('template', 'invoice'), END]);

  for (const type of [
    'multipart/form-data; boundary=cut',
    'Multipart/Form-Data;boundary="cut"',
    'multipart/form-data; charset=utf-8; boundary=cut',
  ])
    deepEqual(await send(form, type), { template: 'invoice' }, type);

  const spaced = Buffer.from(form.toString('latin1').replaceAll('cut', 'a b'), 'latin1');
  const type = 'multipart/form-data; boundary="a b"';
  deepEqual(await send(spaced, type), { template: 'invoice' }, type);
});

test('a part that is not UTF-8 is refused, not repaired', async () => {
  const script = part('script', Buffer.from([0x61, 0xff]), '; filename="a.docbuilder"');

  await rejects(send(Buffer.concat([script, END])), {
    code: 'MALFORMED',
    message: 'The form cannot be read: its part script is not UTF-8.',
  });
});

test('a form with repeated, unnamed or truncated parts is MALFORMED', async () => {
  const script = part('script', 'a', '; filename="a"');
  const refused: [string, Buffer, string?][] = [
    ['a part twice', Buffer.concat([script, script, END])],
    ['no end', script],
    [
      'cut in a part',
      Buffer.from('--cut\r\nContent-Disposition: form-data; name="script"\r\n\r\na'),
    ],
    ['nothing', Buffer.alloc(0)],
    [
      'a part without a name',
      Buffer.concat([Buffer.from('--cut\r\nContent-Disposition: form-data\r\n\r\na\r\n'), END]),
    ],
    [
      'a nameless part after a large one',
      Buffer.concat([
        part('script', 'x'.repeat(500_000), '; filename="a"'),
        Buffer.from('--cut\r\nContent-Disposition: form-data\r\n\r\na\r\n'),
        END,
      ]),
    ],
    [
      'too many parts',
      Buffer.concat([...Array.from({ length: 30 }, () => part('argument', '')), END]),
    ],
    ['no boundary', Buffer.concat([script, END]), 'multipart/form-data'],
    ['an empty boundary', Buffer.concat([script, END]), 'multipart/form-data; boundary='],
    ['another boundary', Buffer.concat([script, END]), 'multipart/form-data; boundary=other'],
  ];
  for (const [name, form, type] of refused)
    await rejects(send(form, type), { code: 'MALFORMED' }, name);
});

test('a part with the transfer encoding base64 is refused, because it would not be decoded', async () => {
  const head =
    '--cut\r\nContent-Disposition: form-data; name="script"\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n';

  await rejects(send(Buffer.concat([Buffer.from(head), END])), { code: 'MALFORMED' });
});

test('a boundary that is longer than the parser accepts is MALFORMED', async () => {
  const sendWith = (length: number) => {
    const boundary = 'x'.repeat(length);
    const head = 'Content-Disposition: form-data; name="template"';
    const form = `--${boundary}\r\n${head}\r\n\r\ninvoice\r\n--${boundary}--\r\n`;
    return send(Buffer.from(form), `multipart/form-data; boundary=${boundary}`);
  };

  deepEqual(await sendWith(252), { template: 'invoice' });
  for (const length of [253, 1000])
    await rejects(sendWith(length), {
      code: 'MALFORMED',
      message: 'The form cannot be read: its boundary is not valid, or is too long.',
    });
});
