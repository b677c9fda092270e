import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'acorn';
import { checkScript } from '../../../../shared/script/check/check-script.ts';
import { findingsOf, inDocx } from '../../../support/script/found.ts';

const MIB = 1024 * 1024;
const INVOICE = readFileSync('infra/local/samples/templates/invoice.docbuilder', 'utf8');

/** A sample script again and again in functions of its own, 1 MiB in all. */
function largeScript(): string {
  const body = INVOICE.slice(INVOICE.indexOf('const INK'), INVOICE.indexOf('builder.SaveFile'));
  const part = `(function () {\n${body}\n})();\n`;
  return inDocx(part.repeat(Math.floor(MIB / part.length)));
}

/** Milliseconds of processor time. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

test('the samples of the project have no findings', () => {
  for (const name of ['deck', 'form', 'invoice', 'report'])
    deepEqual(
      findingsOf(readFileSync(`infra/local/samples/templates/${name}.docbuilder`, 'utf8')),
      [],
      name,
    );
  deepEqual(findingsOf(readFileSync('infra/local/samples/hello.docbuilder', 'utf8')), []);
});

test('checking 1 MiB takes less than four times as long as parsing it', () => {
  const script = largeScript();
  const program = script.replaceAll(/^builder.*$/gm, '');
  deepEqual(checkScript(script).findings, []);
  parse(program, { ecmaVersion: 2022 });

  const parsing = cpuMs(() => parse(program, { ecmaVersion: 2022 }));
  const checking = cpuMs(() => checkScript(script));

  ok(checking < 4 * parsing, `parsing ${parsing} ms, checking ${checking} ms`);
});

const CHECK_IN_PROCESS = `
  const [, module, unit, count] = process.argv;
  const { checkScript } = await import(module);
  const script = 'builder.CreateFile("docx");\\n' + unit.repeat(count);
  const before = process.memoryUsage.rss();
  const { findings } = checkScript(script);
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify([findings[0]?.code ?? null, (peak - before) / 2 ** 20]));
`;

/** The first finding of a script of this size, and by how much the check raised the memory of its process. */
async function checkInProcess(unit: string, bytes: number): Promise<[string | null, number]> {
  const module = import.meta.resolve('../../../../shared/script/check/check-script.ts');
  const count = `${Math.floor(bytes / unit.length)}`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    // As in a function of 256 MB.
    ...['--max-old-space-size=230', '--max-semi-space-size=12', '--input-type=module'],
    ...['--eval', CHECK_IN_PROCESS, '--', module, unit, count],
  ]);
  return JSON.parse(stdout);
}

const UNITS: [unit: string, code: string | null][] = [
  ['a=1;', 'CHECK_SKIPPED'],
  ['doc.Fooo();', 'METHOD_UNKNOWN'],
  ['builder.SaveFile("docx", "same.docx");\n', 'FILE_OVERWRITTEN'],
  ['function f(){}', 'NOTHING_SAVED'],
  ['# a line\n', 'NOTHING_SAVED'],
  ['a\n', 'CHECK_SKIPPED'],
  ['[', 'CHECK_SKIPPED'],
  ['(', 'CHECK_SKIPPED'],
];
for (const [unit, code] of UNITS)
  test(`512 KiB of ${JSON.stringify(unit)} are checked with 128 MiB`, async () => {
    const [found, mib] = await checkInProcess(unit, MIB / 2);

    equal(found, code);
    ok(mib < 128, `${mib} MiB`);
  });

test('1 MiB of names that nothing defines is checked with 200 MiB', async () => {
  const [found, mib] = await checkInProcess('someLongerName.SetTextOfName();', MIB);

  equal(found, 'METHOD_UNKNOWN');
  ok(mib < 200, `${mib} MiB`);
});

test('a million lines, and code with more than 250,000 nodes, are not checked', () => {
  const skipped = (script: string) => checkScript(script).findings[0]?.detail;

  equal(skipped('\n'.repeat(1e6)), 'The script has too many lines to be checked.');
  equal(
    skipped(inDocx('a=1;'.repeat(63_000))),
    'The script is too large, or nested too deeply, to be checked.',
  );
  deepEqual(findingsOf(inDocx(`let a;\n${'a=1;'.repeat(62_000)}`)), []);
});

test('a check does not run the script', () => {
  const script = inDocx('globalThis.wasRun = true; for (;;);');

  deepEqual(findingsOf(script), ['LOOP_ENDLESS 2:27']);
  equal('wasRun' in globalThis, false);
});
