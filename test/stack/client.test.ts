import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { eventExamples } from '../../docs/generator/parts.ts';
import { AWS_KEYS, REGION } from '../../infra/local/emulator/emulator.ts';
import { cleanEnvironment, run } from '../../infra/local/process.ts';
import { docsGateway } from '../../shared/client/client.ts';
import { startBrowser } from '../support/client/browser.ts';
import { addPackages, projectWithClient } from '../support/client/installed-client.ts';
import { systemNode } from '../support/client/system-node.ts';
import { written } from '../support/docs/scripts.ts';
import { blocksOf } from '../support/documentation.ts';
import { localClient } from '../support/local-client.ts';
import { serve } from '../support/serve.ts';
import { stack, tokenOf } from '../support/stack/stack.ts';

const outputs = await stack();
const tenant = 'client';
const token = await tokenOf(outputs, { tenant });
const gateway = docsGateway({ url: outputs.apiUrl, token: () => tokenOf(outputs, { tenant }) });
const project = await projectWithClient();
addPackages(project, ['@aws-sdk']);

const { node, version } = systemNode() ?? { node: process.execPath, version: process.version };
const env = cleanEnvironment({
  API: outputs.apiUrl,
  TOKEN: token,
  BUILDS_QUEUE_URL: outputs.buildsQueueUrl,
  TABLE_NAME: 'client-events',
  AWS_ENDPOINT_URL: outputs.awsEndpoint,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: AWS_KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: AWS_KEYS.secretAccessKey,
});

/** Runs a program in the project and returns the lines that it prints. */
async function runProgram(name: string, source = '', program = node): Promise<string[]> {
  if (source) writeFileSync(join(project, name), source);
  return (await run(program, [name], { cwd: project, env })).trim().split('\n');
}

test('a build of the client has its files, and one that fails is thrown with what Docs said', async () => {
  const build = await gateway.build({ script: written('hello'), metadata: { order: '42' } });
  const [file] = build.files;
  const bytes = await file?.bytes();
  const links = await file?.link();

  deepEqual(
    [build.status, build.metadata, bytes?.length],
    ['succeeded', { order: '42' }, file?.size],
  );
  const shown = new URL(links?.inlineUrl ?? '').searchParams;
  equal(shown.get('response-content-type'), 'text/plain; charset=utf-8');
  await rejects(gateway.build({ script: 'throw new Error("SaveFile");' }), {
    name: 'BuildFailedError',
    code: 'SCRIPT_FAILED',
  });
});

test(`the programs of the page for backends run unchanged on Node.js ${version}`, async () => {
  const [first, second] = blocksOf('docs/backend.md', 'js run');

  const saved = await runProgram('build.js', first);
  const [listed = '', docsVersion = ''] = await runProgram('list.js', second);

  deepEqual(saved, [join('out', 'form.pdf')]);
  equal(readFileSync(join(project, 'out/form.pdf')).subarray(0, 5).toString(), '%PDF-');
  match(listed, /^[0-9A-Z]{26} form\.pdf$/);
  match(docsVersion, /^\d+\.\d+/);
});

test('the message of the page for backends starts a build', async () => {
  const [, , third] = blocksOf('docs/backend.md', 'js run');
  const everything = docsGateway({ url: outputs.apiUrl, token: await tokenOf(outputs) });

  const [messageId = ''] = await runProgram('send.js', third, process.execPath);

  const signal = AbortSignal.timeout(120_000);
  const listed = () => everything.builds({ correlationId: messageId, signal });
  const { value: build } = await firstOf(listed);
  equal((await build?.result())?.status, 'succeeded');
});

/** The first item of a list, which is read until it has one. */
async function firstOf<Item>(list: () => AsyncGenerator<Item, void>) {
  for (;;) {
    const first = await list().next();
    if (!first.done) return first;
  }
}

test('the consumer of the page for events skips an event that it has handled', async () => {
  const aws = localClient(DynamoDBClient, {
    endpoint: outputs.awsEndpoint,
    region: REGION,
    credentials: AWS_KEYS,
  });
  await aws.send(
    new CreateTableCommand({
      TableName: 'client-events',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const [consumer = ''] = blocksOf('docs/events.md', 'js run');
  const [example] = eventExamples();
  const event = JSON.stringify({ source: 'docs-gateway', ...example });
  writeFileSync(join(project, 'consumer.js'), consumer);

  const printed = await runProgram(
    'deliver.js',
    `import { handler } from './consumer.js';
     for (let n = 0; n < 2; n++) console.log(await handler(${event}));`,
    process.execPath,
  );

  deepEqual(
    printed.filter((line) => line === 'true' || line === 'false'),
    ['true', 'false'],
  );
});

test('the page for frontends builds a template in a real browser and shows the PDF', async (t) => {
  const browser = await startBrowser();
  if (typeof browser === 'string') return t.skip(browser);
  const [html = ''] = blocksOf('docs/frontend.md', 'html run');
  const origin = await serve(t, ({ url = '/' }, response) => {
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.setHeader('content-type', type);
    response.end(
      url === '/' ? html : readFileSync(join(project, new URL(url, 'http://a').pathname)),
    );
  });
  const page = await browser.newPage();
  await page.goto(origin);

  await page.fill('[name=url]', outputs.apiUrl);
  await page.fill('[name=token]', token);
  await page.click('button');
  await page.waitForFunction('document.querySelector("iframe").src !== ""', undefined, {
    timeout: 120_000,
  });

  equal(await page.textContent('[role=status]'), 'succeeded');
  const shown: string[] = await page.evaluate(
    `fetch(document.querySelector('iframe').src).then(async (answer) => [
       answer.headers.get('content-type'), (await answer.text()).slice(0, 5)])`,
  );
  deepEqual(shown, ['application/pdf', '%PDF-']);
  ok(html.trim().split('\n').length <= 45);
});
