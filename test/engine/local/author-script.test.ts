import { deepEqual, equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { installEngine } from '../../../infra/local/docs-server/builder/engine.ts';

await installEngine();
const folder = await mkdtemp(join(tmpdir(), 'author-'));
after(() => rm(folder, { recursive: true }));

const script = (...code: string[]) =>
  [
    'builder.CreateFile("docx");',
    ...code,
    'builder.SaveFile("docx", "letter.docx");',
    'builder.CloseFile();',
  ].join('\n');

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

function start(...args: string[]) {
  const child = spawn(process.execPath, ['infra/local/script.ts', ...args], { cwd: process.cwd() });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  return { child, printed: () => printed };
}

async function run(...args: string[]): Promise<{ code: number; printed: string }> {
  const { child, printed } = start(...args);
  const [code] = await once(child, 'close');
  return { code, printed: printed() };
}

test('a script that succeeds shows its log and its files, and exits with 0', async () => {
  const path = await write('good.docbuilder', script('console.log("to", Argument.name);'));
  const argument = await write('data.json', '{"name":"Zoë"}');
  const out = join(folder, 'out');

  const { code, printed } = await run(path, '--argument', argument, '--out', out);

  equal(code, 0, printed);
  match(printed, /^log {3}2: to Zoë$/m);
  match(printed, /letter\.docx {2}\d+ bytes$/m);
  deepEqual(await readdir(out), ['letter.docx']);
});

test('a run takes little more processor time than the engine itself', async () => {
  const path = 'infra/local/samples/hello.docbuilder';
  const command = `"$0" infra/local/script.ts ${path} --out "$1" && times`;
  const child = spawn('sh', ['-c', command, process.execPath, join(folder, 'timed')]);
  const printed = await text(child.stdout);

  const seconds = [...(printed.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)]
    .map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest))
    .reduce((sum, part) => sum + part, 0);
  equal(seconds > 0 && seconds < 3, true, printed); // some 1.3 s, of which the engine takes 0.8
});

test('a script that throws shows its words and the line in its surroundings, and exits with 1', async () => {
  const path = await write(
    'bad.docbuilder',
    script('const name = Argument.name;', '  throw new Error("no customer");', 'name.trim();'),
  );

  const { code, printed } = await run(path);

  equal(code, 1);
  match(printed, /^bad\.docbuilder:3:9: the script failed\nError: no customer$/m);
  match(printed, /^> 3 | {3}throw new Error\("no customer"\);\n {4}\| {3}\^/m);
});

test('inputs come from --input and from the folder beside the script', async () => {
  const path = await write(
    'report.docbuilder',
    script('Api.CreateImage("input://logo.png", 1, 1);', 'Api.CreateImage("input://a.png", 1, 1);'),
  );
  await write('report/logo.png', 'x');
  const other = await write('other.png', 'x');

  const missing = await run(path);
  const given = await run(path, '--input', `a.png=${other}`, '--out', join(folder, 'inputs'));

  match(missing.printed, /^INPUT_NOT_FOUND: input:\/\/a\.png names no file/m);
  equal(missing.code, 1);
  equal(given.code, 0, given.printed);
});

test('columns and texts behind an input are those of the script, which has no link', async () => {
  const line = 'console.log("input://a b.png"); Api.CreateImage("input://a b.png", 1, 1); nope();';
  const path = await write('linked.docbuilder', script(line));
  await write('linked/a b.png', 'x');

  const { printed } = await run(path, '--out', join(folder, 'linked-out'));

  match(printed, /^log {3}2: input:\/\/a b\.png$/m);
  match(printed, /^linked\.docbuilder:2:75: .*\nReferenceError: nope is not defined$/m);
});

test('the argument is checked with the schema beside the script', async () => {
  const path = await write('form.docbuilder', script());
  await write('form.schema.json', '{"required":["title"]}');

  const { code, printed } = await run(path);

  equal(code, 1);
  match(printed, /^ARGUMENT_INVALID: .*\/argument\/title is required\.$/m);
});

test('with --watch a change of the script runs it again', async () => {
  const path = await write('watched.docbuilder', script('console.log("first");'));
  const { child, printed } = start(path, '--watch', '--out', join(folder, 'watched'));
  const shows = async (text: string) => {
    while (!printed().includes(text)) await once(child.stdout, 'data');
  };

  await shows('Succeeded');
  await write('watched.docbuilder', script('console.log("second time");'));
  await shows('second time');
  child.kill('SIGINT');

  await once(child, 'close');
  match(printed(), /first/);
});

test('a script that opens a file which is no office file shows the line of the call and the name', async () => {
  const letter = await write('letter.txt', 'no office file');
  const path = await write(
    'opens.docbuilder',
    script().replace('CreateFile("docx")', 'OpenFile("input://letter.docx")'),
  );

  const { code, printed } = await run(path, '--input', `letter.docx=${letter}`);

  equal(code, 1, printed);
  match(printed, /opens\.docbuilder:1:1: the script failed\n/);
  match(printed, /^builder\.OpenFile: Docs cannot open “input:\/\/letter\.docx”\. /m);
});
