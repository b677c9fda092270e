import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { installEngine } from '../../../infra/local/docs-server/builder/engine.ts';
import { runToExplain } from '../../support/script/run-on-engine.ts';

const engine = await installEngine();

/** The line that is to blame has the comment «, right before the place. */
const LOOPS: [what: string, script: string][] = [
  [
    'a loop around another one',
    'var n = 0;\n/*«*/for (var i = 3; i >= 0; i++) {\n  for (var j = 0; j < 100; j++) n += j;\n}',
  ],
  [
    'a loop that calls a function with a loop',
    'function sum() {\n  for (var j = 0; j < 100; j++);\n}\nlet t = 0;\n/*«*/while (t < 1)\n  sum();',
  ],
  [
    'a loop in a callback',
    'var rows = [1, 2];\nrows.map((row) => {\n  for (const a of rows);\n  /*«*/while (row) row++;\n});',
  ],
  [
    'a callback that is called without an end',
    'const set = new Set([1, 2]);\nset\n  ./*«*/forEach(function (v) { "use strict"; set.delete(v); set.add(v); });',
  ],
  [
    'an arrow function that is called without an end',
    'const set = new Set([1, 2]);\nset./*«*/forEach((v) => (set.delete(v), set.add(v)));',
  ],
  [
    'a loop that catches what is thrown in it, after one that ends',
    'for (var t = Date.now(); Date.now() - t < 200; );\n/*«*/for (;;) {\n  try { null.x } catch {}\n}',
  ],
];

const MESSAGES = {
  'ran too long': 'The loop did not end.',
  'crashed Docs': 'Docs probably crashed in this loop, because the script used too much memory.',
};

function placeIn(script: string) {
  const lines = script.slice(0, script.indexOf('«*/') + 3).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

describe('on the engine of Docs', { concurrency: 2 }, () => {
  for (const [what, body] of LOOPS)
    test(`the explanation of a script that ran too long names the place: ${what}`, async () => {
      const script = `builder.WriteData("a.txt", "saved");\n${body}\n`;

      const { outcome, explanation } = await runToExplain(engine, script, {
        loopsEndAfterMs: 1000,
      });

      const at = { ...placeIn(script), message: MESSAGES['ran too long'] };
      deepEqual([outcome, explanation?.at], ['ok', at]);
    });

  test('the explanation of a script that crashed Docs names the loop that uses up the memory', async () => {
    const script =
      'builder.WriteData("a.txt", "saved");\nvar a = [1];\n/*«*/for (;;)\n  a = [...a, ...a];\n';

    const { outcome, explanation } = await runToExplain(engine, script, {
      loopsEndAfterMs: 800,
      hasCrashed: true,
    });

    const at = { ...placeIn(script), message: MESSAGES['crashed Docs'] };
    deepEqual([outcome, explanation?.at], ['ok', at]);
  });

  test('a look for a loop does not change what a script with loops and callbacks does', async () => {
    const script =
      'var s = "";\n[1, 2].forEach((n) => { for (const m of [n]) s += m; });\ns += [3].map((n) => ({ n }))[0].n;\n[4].forEach(function (n) { "use strict"; s += this === undefined; });\nthrow s;';

    const { explanation } = await runToExplain(engine, script, { loopsEndAfterMs: 60_000 });

    deepEqual(explanation?.at, { line: 5, column: 1, message: '123true' });
  });
});
