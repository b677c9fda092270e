import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { main } from '../../../shared/client/cli/main.ts';
import { type Answer, type Script, scriptedGateway } from './scripted-gateway.ts';

/** A script of four lines whose third one names what nothing defines. */
export const SCRIPT = 'builder.CreateFile("docx");\nconst a = 1;\nnope();\nbuilder.CloseFile();\n';

/** How the commands show that line in its surroundings. */
export const FRAME = [
  '  1 | builder.CreateFile("docx");',
  '  2 | const a = 1;',
  '> 3 | nope();',
  '    | ^',
  '  4 | builder.CloseFile();',
  '  5 |',
];

/** A folder with the script, until the tests of the file have ended. */
export function folderWithScript(): { folder: string; script: string } {
  const folder = mkdtempSync(join(tmpdir(), 'docs-gateway-cli-'));
  after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'report.docbuilder');
  writeFileSync(script, SCRIPT);
  return { folder, script };
}

/** Runs the command against a gateway that gives these answers. */
export async function runCli(t: TestContext, args: string[], answers: (Answer | Script)[]) {
  const { url, received } = await scriptedGateway(t, answers);
  const env = { DOCS_GATEWAY_URL: url, DOCS_GATEWAY_TOKEN: 'the-token' };
  return { ...(await runMain(args, env)), received };
}

export async function runMain(args: string[], env: Record<string, string> = {}) {
  const [results, progress]: string[][] = [[], []];
  const status = await main(args, env, {
    result: (line) => results?.push(line),
    progress: (line) => progress?.push(line),
  });
  return { status, results: results?.join('\n') ?? '', progress: progress?.join('\n') ?? '' };
}
