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

test('checking 1 MiB takes a small multiple of the time that parsing it takes', () => {
  const script = largeScript();
  const program = script.replaceAll(/^builder.*$/gm, '');
  cpuMs(() => checkScript(script));

  const parsing = cpuMs(() => parse(program, { ecmaVersion: 2022 }));
  const checking = cpuMs(() => checkScript(script));

  ok(checking < 8 * parsing, `parsing ${parsing} ms, checking ${checking} ms`);
});

const CHECK_IN_SMALL_HEAP = `
  const [, module, unit, count] = process.argv;
  const { checkScript } = await import(module);
  const { findings } = checkScript('builder.CreateFile("docx");\\n' + unit.repeat(count));
  console.log(JSON.stringify([findings[0]?.code ?? null, process.resourceUsage().maxRSS / 1024]));
`;

async function checkInProcess(unit: string): Promise<[code: string | null, peakMib: number]> {
  const module = import.meta.resolve('../../../../shared/script/check/check-script.ts');
  const count = `${Math.floor(MIB / unit.length)}`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--max-old-space-size=768', '--input-type=module'],
    ...['--eval', CHECK_IN_SMALL_HEAP, '--', module, unit, count],
  ]);
  return JSON.parse(stdout);
}

const UNITS: [unit: string, code: string][] = [
  ['a=1;', 'NOTHING_SAVED'],
  ['doc.Fooo();', 'METHOD_UNKNOWN'],
  ['builder.SaveFile("docx", "same.docx");\n', 'FILE_OVERWRITTEN'],
  ['# a line\n', 'CHECK_SKIPPED'],
  ['a\n', 'CHECK_SKIPPED'],
  ['[', 'CHECK_SKIPPED'],
  ['(', 'CHECK_SKIPPED'],
];
for (const [unit, code] of UNITS)
  test(`1 MiB of ${JSON.stringify(unit)} is checked in less than 900 MiB`, async () => {
    const [found, peakMib] = await checkInProcess(unit);

    equal(found, code);
    ok(peakMib < 900, `${peakMib} MiB`);
  });
