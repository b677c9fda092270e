import type { Random } from '../random.ts';

/** A script with one mistake. `lines`: where it may be told; empty if no line is at fault. */
export type Mistake = { script: string; lines: number[] };
type Make = (lines: string[], random: Random) => Mistake | null;

const join = (lines: string[]) => lines.join('\n');
const linesWith = (lines: string[], pattern: RegExp) =>
  lines.flatMap((line, index) => (pattern.test(line) && !/^\s*\/\//.test(line) ? [index] : []));

/** Changes one line that a pattern matches. */
function changeLine(
  pattern: RegExp,
  change: (line: string, random: Random) => string | null,
): Make {
  return (lines, random) => {
    const index = random.pick(linesWith(lines, pattern));
    const changed = index === undefined ? null : change(lines[index] ?? '', random);
    if (index === undefined || changed === null || changed === lines[index]) return null;
    return { script: join(lines.toSpliced(index, 1, changed)), lines: [index + 1] };
  };
}

/** Puts lines before a statement at the top level of the code of a document. */
function insert(inserted: string[], guilty: number): Make {
  return (lines, random) => {
    const index = random.pick(linesWith(lines, /^(const|let) \w+ = /));
    if (index === undefined) return null;
    return { script: join(lines.toSpliced(index, 0, ...inserted)), lines: [index + guilty] };
  };
}

/** Drops, doubles, swaps or replaces a letter that is not the first. */
function misspell(word: string, random: Random): string {
  const at = 1 + random.below(word.length - 2);
  const [before, letter, next, after] = [
    word.slice(0, at),
    word.charAt(at),
    word.charAt(at + 1),
    word.slice(at + 2),
  ];
  const ways = [before + next + after, before + letter + letter + next + after];
  ways.push(before + next + letter + after, `${before}z${next}${after}`);
  return random.pick(ways.filter((way) => way !== word)) ?? word;
}

const typoInMethod = changeLine(/\.[A-Z]\w{4,}\(/, (line, random) => {
  if (line.startsWith('builder')) return null;
  const calls = [...line.matchAll(/\.([A-Z]\w{4,})\(/g)];
  const call = random.pick(calls);
  if (!call) return null;
  const start = call.index + 1;
  const name = call[1] ?? '';
  return line.slice(0, start) + misspell(name, random) + line.slice(start + name.length);
});

const typoInName = changeLine(
  /\b(doc|paragraph|slide|sheet|table|run|presentation|section|cell)\./,
  (line, random) =>
    line.replace(
      /\b(doc|paragraph|slide|sheet|table|run|presentation|section|cell)\./,
      (_, name: string) => `${misspell(`${name}s`, random)}.`,
    ),
);

const SAVE = /^builder\.SaveFile\(/;
const callForms: Make[] = [
  changeLine(SAVE, (line) => line.replace(/"([^"]+)"\);/, 'name);')),
  changeLine(SAVE, (line) => line.replace(/"([^"]+)"\);/, '"x" + "$1");')),
  changeLine(SAVE, (line) => line.replace(/"([^"]+)"\);/, '`$1`);')),
  changeLine(SAVE, (line) => `if (Argument) ${line}`),
  changeLine(SAVE, (line) => `Api.GetFullName; ${line}`),
  changeLine(SAVE, (line) => line.replace('(', '(\n  ')),
  changeLine(SAVE, (line) => line.replace('SaveFile(', 'SaveFile (')),
  changeLine(SAVE, (line) => line.replace('SaveFile', 'saveFile')),
];

const cutBlock: Make = (lines, random) => {
  const index = random.pick(linesWith(lines, SAVE));
  if (index === undefined) return null;
  const [open, close] = random.pick([
    ['for (const x1 of [1, 2]) {', '}'],
    ['if (Argument) {', '}'],
    ['/* not now', '*/'],
  ]) ?? ['', ''];
  const block = [open, lines[index] ?? '', close];
  return { script: join(lines.toSpliced(index, 1, ...block)), lines: [index + 1, index + 2] };
};

const missingCall: Make = (lines, random) => {
  const index = random.pick(linesWith(lines, /^builder\.(CreateFile|SaveFile)\(/));
  if (index === undefined) return null;
  const kept = lines.toSpliced(index, 1);
  const isCreate = lines[index]?.startsWith('builder.CreateFile');
  const saves = linesWith(kept, SAVE).map((line) => line + 1);
  if (!isCreate && saves.length > 0) return null; // another file is saved: not a mistake
  return { script: join(kept), lines: isCreate ? saves : [] };
};

const wrongKind: Make[] = [
  changeLine(SAVE, (line) => line.replace(/"\w+"/, '"djvu"')),
  changeLine(SAVE, (line) => line.replace(/"\w+"/, '"doc"')),
  changeLine(/^builder\.CreateFile/, (line) => line.replace(/"\w+"/, '"word"')),
  insert(['Api.CreateTextField([1, 1, 9, 9]);'], 1),
];

const loops: Make[] = [
  insert(['while (true) {', '  Api.CreateRGBColor(1, 2, 3);', '}'], 1),
  insert(['for (let i1 = 0; i1 < 9; i1--) {', '  Api.CreateRGBColor(1, 2, 3);', '}'], 1),
  insert(['let turn = 0;', 'while (turn < 9) {', '  Api.CreateRGBColor(1, 2, 3);', '}'], 2),
];

const badInput: Make[] = [
  changeLine(/^builder\.CreateFile/, () => 'builder.OpenFile("template.docx");'),
  changeLine(/^builder\.CreateFile/, () => 'builder.OpenFile("file:///tmp/a.docx");'),
  changeLine(SAVE, (line) => line.replace(/"([^"]+)"\);/, '"50%$1");')),
];

const missingData = changeLine(/= Argument;/, (line) =>
  line.replace('Argument;', 'Argument.data.first;'),
);

/** Ten kinds of errors that a script throws. */
const THROWS = [
  'throw new Error("no customer");',
  'throw "no customer";',
  'throw { reason: 1 };',
  'throw null;',
  'null.length;',
  'JSON.parse("{");',
  '[].reduce((a, b) => a + b);',
  'new Array(-1);',
  'decodeURIComponent("%");',
  '(function f() { return f() + 1; })();',
];
const thrown: Make = (lines, random) => insert([random.pick(THROWS) ?? ''], 1)(lines, random);

const oneOf =
  (makes: Make[]): Make =>
  (lines, random) =>
    random.pick(makes)?.(lines, random) ?? null;

/** The kinds of mistakes by name; each is made equally often. */
export const KINDS: Record<string, Make> = {
  'typo in a method': typoInMethod,
  'typo in a name': typoInName,
  'call not as Docs reads it': oneOf(callForms),
  'cut block': cutBlock,
  'missing call': missingCall,
  'wrong kind or format': oneOf(wrongKind),
  'endless loop': oneOf(loops),
  'bad input or name': oneOf(badInput),
  'missing data': missingData,
  'thrown error': thrown,
};
