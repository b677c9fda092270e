import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from '../../../../shared/ids.ts';
import { checkScript } from '../../../../shared/script/check/check-script.ts';
import { unopenedMessage } from '../../../../shared/script/diagnosis/unopened.ts';
import { unreadInputs } from '../../../../shared/workflow/checking/unread-inputs.ts';
import { inDocx } from '../../../support/script/found.ts';

/** The warnings of a script whose inputs Docs has requested like this. */
function warningsOf(code: string, read: Record<string, string>) {
  const notes = Object.entries(read).map(
    ([name, kind]) => `${sha256Hex(name).slice(0, 12)}:${kind}`,
  );
  const { inputs } = checkScript(inDocx(code));
  return unreadInputs(inputs, notes).map(({ line, column, detail }) => [line, column, detail]);
}

test('an input that is drawn and is no picture is told, by its call or by its name', () => {
  const code =
    'Api.CreateImage("input://a", 1, 1);\nconst b = `input://b.PNG`; // input://c.png\nuse("input://d");';

  deepEqual(warningsOf(code, { a: 'other', 'b.PNG': 'empty', d: 'other' }), [
    [2, 17, 'Docs leaves out “input://a”: the file is no picture.'],
    [3, 11, 'Docs leaves out “input://b.PNG”: the file is empty.'],
  ]);
  deepEqual(warningsOf(code, { a: 'picture', 'b.PNG': 'picture', d: 'other' }), []);
});

test('an input that Docs did not fetch is told once, unless its code may not have run', () => {
  const code =
    'const a = ["input://a.docx", "input://a.docx"];\nif (Argument.logo) Api.CreateImage("input://b.png");\nfunction f() { return "input://c.png"; }';

  deepEqual(warningsOf(code, {}), [
    [2, 12, 'Docs did not fetch “input://a.docx”, although the script names it.'],
  ]);
});

test('the message of a file that Docs cannot open says what is known of the file', () => {
  const say = (kind: Parameters<typeof unopenedMessage>[1], hasPassword = false) =>
    unopenedMessage({ address: 'input://a.docx', hasPassword }, kind).slice(
      'builder.OpenFile: Docs cannot open “input://a.docx”. '.length,
    );

  equal(say('unfetched'), 'Docs did not fetch the file.');
  equal(say('empty'), 'The file is empty.');
  equal(say('other'), 'The file is no office file.');
  equal(say('office', true), 'The file is damaged, or locked with another password.');
  equal(
    say('locked'),
    'The file is locked with a password, or damaged. The password is the second argument: "<m_sPassword>…</m_sPassword>".',
  );
});
