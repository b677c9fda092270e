import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'acorn';
import { checkScript } from '../../../shared/script/check/check-script.ts';
import { instrument } from '../../../shared/script/diagnosis/instrument.ts';
import { ScriptParser } from '../../../shared/script/script-parser.ts';
import { inDocx } from '../../support/script/found.ts';

const OPTIONS = { ecmaVersion: 2022, sourceType: 'script' } as const;

for (const program of [
  'let a; let a;',
  'var a; let a;',
  'let a; var a;',
  'let a; { var a; }',
  'function a() {} let a;',
  'try {} catch (e) { let e; }',
  'try {} catch ({ e }) { var e; }',
  'function f(a) { let a; }',
  '{ function a() {} let a; }',
])
  test(`${program} declares a name twice`, () => {
    throws(() => parse(program, OPTIONS), /already been declared/);
    throws(() => ScriptParser.parse(program, OPTIONS), /already been declared/);
  });

test('the parser accepts names that may be declared again, and gives the same tree as before', () => {
  const program =
    'var a; var a; function a() {} function a() {} let b; { let b; } try {} catch (e) { var e; } function f(c) { var c; }';

  deepEqual(
    JSON.stringify(ScriptParser.parse(program, OPTIONS)),
    JSON.stringify(parse(program, OPTIONS)),
  );
});

/** A script that declares so many names in one scope. */
const declaring = (count: number) =>
  inDocx(Array.from({ length: count }, (_, number) => `let name${number} = 1;`).join('\n'));

/** The least milliseconds of processor time of three calls. */
function cpuMs(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1000;
  });
  return Math.min(...times);
}

for (const [what, work] of [
  ['checking', (script: string) => checkScript(script)],
  ['instrumenting', (script: string) => instrument(script, { token: 'abc' })],
] as const)
  test(`${what} a script takes time in proportion to the names that it declares`, () => {
    const [few, many] = [declaring(1250), declaring(10_000)];

    const [forFew, forMany] = [cpuMs(() => work(few)), cpuMs(() => work(many))];

    ok(forMany < 24 * forFew, `${forFew} ms for 1,250 names, ${forMany} ms for 10,000`);
  });

test('a script of 40,000 statements can be instrumented', () => {
  const { table } = instrument(inDocx('var a = 1;\n'.repeat(40_000)), { token: 'abc' });

  equal(table.marks.length, 40_001);
});
