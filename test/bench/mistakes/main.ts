import { readFileSync } from 'node:fs';
import { checkScript } from '../../../shared/script/check/check-script.ts';
import { KINDS, type Mistake } from './kinds.ts';
import { randomFrom } from './random.ts';

const SAMPLES = ['deck', 'form', 'invoice', 'report'].map((name) =>
  readFileSync(`infra/local/samples/templates/${name}.docbuilder`, 'utf8').split('\n'),
);
const MISTAKES = 200;
const MAX_TRIES = 1000;

type Told = 'right line' | 'wrong line' | 'not told';
type Row = Record<Told, number>;

/** `npx node test/bench/mistakes/main.ts`: how many seeded mistakes the check tells before Docs sees them. */
function main(): void {
  const rows = new Map<string, Row>();
  const kinds = Object.entries(KINDS);
  for (let seed = 0; seed < MISTAKES; seed++) {
    const [kind, make] = kinds[seed % kinds.length] ?? [];
    if (!kind || !make) continue;
    const mistake = seeded(make, seed);
    const told = toldBefore(mistake);
    const row = rows.get(kind) ?? { 'right line': 0, 'wrong line': 0, 'not told': 0 };
    rows.set(kind, { ...row, [told]: row[told] + 1 });
    if (process.argv.includes('--verbose') && told !== 'right line')
      console.log(`${seed} ${kind}: ${told}, expected ${mistake.lines}\n${firstFinding(mistake)}`);
  }
  print(rows);
}

function seeded(make: (typeof KINDS)[string], seed: number): Mistake {
  const random = randomFrom(seed);
  for (let turn = 0; turn < MAX_TRIES; turn++) {
    const sample = random.pick(SAMPLES);
    const mistake = sample && make(sample, random);
    if (mistake) return mistake;
  }
  throw new Error(`seed ${seed} makes no mistake`);
}

function toldBefore({ script, lines }: Mistake): Told {
  const { error, findings } = checkScript(script);
  const [first] = findings;
  if (!error && !first) return 'not told';
  const line = error ? error.at?.line : first?.line;
  return (line === undefined ? lines.length === 0 : lines.includes(line))
    ? 'right line'
    : 'wrong line';
}

function firstFinding({ script }: Mistake): string {
  const { error, findings } = checkScript(script);
  return JSON.stringify([error, findings[0]]);
}

function print(rows: Map<string, Row>): void {
  console.log('| mistake | right line | wrong line | not told |\n| --- | --- | --- | --- |');
  const total: Row = { 'right line': 0, 'wrong line': 0, 'not told': 0 };
  for (const [kind, row] of rows) {
    console.log(`| ${kind} | ${Object.values(row).join(' | ')} |`);
    for (const told of Object.keys(total) as Told[]) total[told] += row[told];
  }
  console.log(`| all | ${Object.values(total).join(' | ')} |`);
}

main();
