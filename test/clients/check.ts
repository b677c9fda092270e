import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../infra/local/process.ts';
import type { Outputs } from '../../infra/local/stack.ts';
import { blocksOf } from '../support/documentation.ts';
import { CLIENTS } from './clients.ts';
import { startLaterGateway } from './mock.ts';
import { buildOn, prepareRuntimes, RUNTIMES } from './runtimes.ts';
import { installTools, type Tools } from './tools.ts';

/** `npm run check:clients`: tries real tools on the `openapi.json` of the local stack, which must run. */
const LOCAL = join(import.meta.dirname, '../../.local');
const FOLDER = join(LOCAL, 'clients');
const SCRIPT =
  'builder.CreateFile("docx");\nbuilder.SaveFile("docx", "a.docx");\nbuilder.CloseFile();\n';
/** What a program prints: status, code of the error, builds of the page, outcome of the command. */
const EXPECTED = { stack: 'succeeded - 1 0', later: 'failed ADDED_CODE 1 ADDED_CODE' };

/** At least this many cases are sent. With a fixed seed, two runs try the same. */
const MIN_CASES = 600;
const SCHEMATHESIS = ['--max-examples', '25', '--seed', '600', '--workers', '1'];

const results: Record<string, string>[] = [];

async function attempt(tool: string, step: string, action: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const outcome = await action().then(
    () => 'ok',
    (error: Error) => error.message.trim().split('\n').slice(-12).join('\n'),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${seconds.padStart(6)} s  ${tool}: ${step}: ${outcome}`);
  results.push({ tool, step, outcome: outcome === 'ok' ? 'ok' : 'failed' });
}

async function checkClients(tools: Tools, document: string, outputs: Outputs): Promise<void> {
  const later = await startLaterGateway();
  const env = { ...process.env, TOKEN: outputs.token, SCRIPT };
  for (const client of CLIENTS) {
    const expect = async (API: string, expected: string) => {
      const printed = (await client.build(tools, { ...env, API })).trim();
      if (printed !== expected) throw new Error(`printed ${printed} instead of ${expected}`);
    };
    await attempt(client.name, 'generate and compile', () => client.make(tools, document));
    await attempt(client.name, 'make a build', () => expect(outputs.apiUrl, EXPECTED.stack));
    await attempt(client.name, 'read what is added later', () => expect(later.url, EXPECTED.later));
  }
  later.stop();
}

/** Builds one document with docs-gateway/client on each runtime that Node.js and a browser are not. */
async function checkRuntimes(tools: Tools, { apiUrl: API, token: TOKEN }: Outputs): Promise<void> {
  await prepareRuntimes(tools);
  const env = { ...process.env, API, TOKEN, SCRIPT };
  for (const runtime of RUNTIMES) {
    await attempt('docs-gateway/client', `make a build on ${runtime.name}`, () =>
      buildOn(runtime, tools, env),
    );
  }
}

/** redocly's rules about the example address and the schema that only consumers of events use are left out. */
const LINT = `extends: [recommended-strict]
rules:
  no-server-example.com: off
  no-unused-components: off
`;

async function lint({ node }: Tools, document: string): Promise<void> {
  writeFileSync(join(node, 'redocly.yaml'), LINT);
  await run(join(node, 'node_modules/.bin/redocly'), ['lint', document], { cwd: node });
}

/**
 * Schemathesis sends what the document allows and forbids. It does not check that all is refused that the
 * document forbids: null for an absent field and [] for an empty map are accepted and not described.
 */
async function fuzz({ python }: Tools, document: string, outputs: Outputs): Promise<void> {
  const header = `Authorization: Bearer ${outputs.token}`;
  const internal = ['--exclude-tag', 'For Docs', '--exclude-operation-id', 'runCommand'];
  const checks = ['--exclude-checks', 'negative_data_rejection,positive_data_acceptance'];
  const target = ['run', document, '--url', outputs.apiUrl, '--header', header];
  const args = [...target, ...internal, ...checks, ...SCHEMATHESIS];
  const printed = await run(join(python, 'bin/schemathesis'), args, { cwd: python });
  const cases = Number(/(\d+) generated/.exec(printed)?.[1]);
  if (!(cases >= MIN_CASES)) throw new Error(`only ${cases} of ${MIN_CASES} cases were sent`);
  console.log(`         ${cases} cases`);
}

/** Runs the Python of the page for backends, which uses the client that was generated before. */
async function runPythonGuide({ python }: Tools, { apiUrl, token }: Outputs): Promise<void> {
  const [program = ''] = blocksOf('docs/backend.md', 'python run');
  const cwd = join(python, 'guide');
  mkdirSync(cwd, { recursive: true });
  const env = { ...process.env, API: apiUrl, TOKEN: token, PYTHONPATH: python };
  const printed = await run(join(python, 'bin/python'), ['-c', program], { cwd, env });
  if (printed.trim() !== 'form.pdf') throw new Error(`printed ${printed} instead of form.pdf`);
}

async function main(): Promise<void> {
  const outputsFile = join(LOCAL, 'outputs.json');
  if (!existsSync(outputsFile)) throw new Error('Start the local stack first: npm start');
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Outputs;
  mkdirSync(FOLDER, { recursive: true });
  const tools = await installTools(FOLDER);
  const document = join(FOLDER, 'openapi.json');
  const answer = await fetch(`${outputs.apiUrl}/openapi.json`);
  writeFileSync(document, await answer.text());
  await attempt('redocly', 'lint, recommended-strict', () => lint(tools, document));
  await checkClients(tools, document, outputs);
  await checkRuntimes(tools, outputs);
  await attempt('openapi-python-client', 'run the program of docs/backend.md', () =>
    runPythonGuide(tools, outputs),
  );
  await attempt('schemathesis', 'send generated requests', () => fuzz(tools, document, outputs));
  console.table(results);
  if (results.some(({ outcome }) => outcome !== 'ok')) process.exitCode = 1;
}

await main();
