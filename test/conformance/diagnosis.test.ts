import { deepEqual } from 'node:assert/strict';
import { after, test } from 'node:test';
import { serveInputs } from '../../infra/local/author/input-server.ts';
import { unopenedMessage } from '../../shared/script/diagnosis/unopened.ts';
import { startRunsOnDocs } from '../support/script/run-on-docs.ts';
import { runToExplain } from '../support/script/run-on-engine.ts';

const docs = await startRunsOnDocs();
const inputs = await serveInputs(new Map());
after(() => Promise.all([docs.stop(), inputs.close()]));

const GOOD =
  'builder.CreateFile("docx");\nApi.GetDocument();\nbuilder.SaveFile("txt", "a.txt");\nbuilder.CloseFile();\n';
const at = (line: number, column: number, message: string) => ({ line, column, message });

const FAILING: [what: string, script: string, place: ReturnType<typeof at>][] = [
  [
    'an error in the second document',
    `${GOOD}${GOOD.replace('Api', '\n  Api.NoSuch();\nApi')}`,
    at(7, 7, 'TypeError: Api.NoSuch is not a function'),
  ],
  [
    'a text that is thrown after the last call',
    `${GOOD}function check(n) {\n  if (n) throw "no customer";\n}\ncheck(1);\n`,
    at(6, 10, 'no customer'),
  ],
  [
    'a file that Docs cannot open',
    `${GOOD}builder.OpenFile("${inputs.linkTo('no.docx')}");\n${GOOD.split('\n').slice(1).join('\n')}`,
    at(5, 1, unopenedMessage({ address: inputs.linkTo('no.docx'), hasPassword: false })),
  ],
];
for (const [what, script, place] of FAILING)
  test(`an instrumented script reports the place of ${what}`, async () => {
    const { outcome, explanation } = await runToExplain(docs.run, script, {
      emptyDocument: inputs.emptyDocument,
    });

    deepEqual([outcome, explanation?.at], ['ok', place]);
  });

test('an instrumented script reports the loop that does not end, and what it wrote to the console before', async () => {
  const script = `${GOOD}console.log("before", 1);\nfor (let i = 3; i >= 0; i++) for (const a of [i]);\n`;

  const { outcome, explanation } = await runToExplain(docs.run, script, { loopsEndAfterMs: 1000 });

  deepEqual([outcome, explanation?.at], ['ok', at(6, 1, 'The loop did not end.')]);
  deepEqual(explanation?.logs, [{ level: 'log', line: 5, text: 'before 1' }]);
});
