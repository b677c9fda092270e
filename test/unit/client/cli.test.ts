import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codeFrame } from '../../../shared/client/cli/code-frame.ts';
import { FRAME, folderWithScript, runCli, runMain, SCRIPT } from '../../support/client/run-cli.ts';
import {
  failed,
  notEnded,
  queued,
  type Script,
  succeeded,
} from '../../support/client/scripted-gateway.ts';

const { folder, script } = folderWithScript();
const data = join(folder, 'data.json');
writeFileSync(data, '{"number":42}');

const sha256 = createHash('sha256').update('abc').digest('hex');
const withFile: Script = (_, url) => ({
  json: succeeded({
    files: [
      {
        name: 'a.pdf',
        bucket: 'b',
        key: 'k',
        size: 3,
        contentType: 'x/y',
        sha256,
        url: `${url}/a`,
      },
    ],
    warnings: [{ code: 'LINE_SWALLOWED', line: 1, detail: 'Docs ignores the rest.' }],
  }),
});

test('docs-gateway build sends a script with its argument, shows each status, and saves the files', async (t) => {
  const out = join(folder, 'out');
  const args = ['build', script, '--argument', data, '--out', out, '--metadata', 'order=42'];

  const { status, results, progress, received } = await runCli(t, args, [
    notEnded(queued(), 202),
    withFile,
    { bytes: Buffer.from('abc') },
  ]);

  equal(status, 0);
  deepEqual(JSON.parse(received[0]?.body ?? ''), {
    script: SCRIPT,
    argument: { number: 42 },
    metadata: { order: '42' },
  });
  equal(received[0]?.headers.authorization, 'Bearer the-token');
  equal(progress, `queued     ${queued().id}\nsucceeded  ${queued().id}`);
  equal(
    results,
    [
      'warning LINE_SWALLOWED: Docs ignores the rest.',
      '> 1 | builder.CreateFile("docx");',
      '  2 | const a = 1;',
      '  3 | nope();',
      join(out, 'a.pdf'),
    ].join('\n'),
  );
  equal(readFileSync(join(out, 'a.pdf'), 'utf8'), 'abc');
});

test('a failed build ends with status 1 and shows the failing line in its surroundings, and the log', async (t) => {
  const logs = [{ level: 'log', line: 2, text: 'here' }];

  const { status, results, progress } = await runCli(
    t,
    ['build', script],
    [{ json: { ...failed(), logs } }],
  );

  equal(status, 1);
  equal(results, '');
  equal(
    progress,
    [
      `failed     ${queued().id}`,
      'SCRIPT_FAILED: The script failed in Docs (error -3).',
      'line 3: ReferenceError: nope is not defined',
      ...FRAME,
      'log (line 2): here',
    ].join('\n'),
  );
});

test('with --json, only JSON is printed, for success and failure', async (t) => {
  const out = join(folder, 'json');
  const good = await runCli(
    t,
    ['build', 'invoice', '--json', '--out', out],
    [withFile, { bytes: Buffer.from('abc') }],
  );
  const bad = await runCli(t, ['build', 'invoice', '--json'], [{ json: failed() }]);

  deepEqual([good.status, good.progress], [0, '']);
  deepEqual(JSON.parse(good.results).saved, [join(out, 'a.pdf')]);
  deepEqual([bad.status, bad.progress], [1, '']);
  equal(JSON.parse(bad.results).build.error.code, 'SCRIPT_FAILED');
});

test('a name without the suffix of a script is a template, and an argument may be JSON itself', async (t) => {
  const args = ['build', 'invoice', '--argument', '{"n":1}', '--input', 'a.png=images/a.png'];
  const more = ['--idempotency-key', 'k', '--tenant', 'acme'];

  const { status, received } = await runCli(t, [...args, ...more], [{ json: succeeded() }]);

  equal(status, 0);
  deepEqual(JSON.parse(received[0]?.body ?? ''), {
    template: 'invoice',
    argument: { n: 1 },
    inputs: { 'a.png': 'images/a.png' },
  });
  const { 'idempotency-key': key, 'docs-gateway-tenant': tenant } = received[0]?.headers ?? {};
  deepEqual([key, tenant], ['k', 'acme']);
});

test('--debug prints what the script of a build that succeeded wrote to the console', async (t) => {
  const logs = [{ level: 'log' as const, line: 3, text: 'rows 3' }];
  const json = succeeded({ logs });

  const { status, results, received } = await runCli(
    t,
    ['build', 'invoice', '--debug'],
    [{ json }],
  );

  deepEqual([status, results], [0, 'log (line 3): rows 3']);
  deepEqual(JSON.parse(received[0]?.body ?? ''), { template: 'invoice', debug: true });
});

test('a refused request ends with status 2, and shows each wrong field and the request id', async (t) => {
  const errors = [{ pointer: '/argument', detail: 'must be at most 100 KiB' }];
  const json = { code: 'REQUEST_INVALID', detail: 'A field is wrong.', retryable: false, errors };

  const { status, progress } = await runCli(
    t,
    ['build', 'invoice'],
    [{ status: 422, json, headers: { 'x-request-id': 'JKJa' } }],
  );

  equal(status, 2);
  equal(
    progress,
    'REQUEST_INVALID: A field is wrong.\n  /argument: must be at most 100 KiB\n  request id JKJa',
  );
});

test('a command line that is wrong ends with status 2 and says what to do', async () => {
  const env = { DOCS_GATEWAY_URL: 'http://127.0.0.1:1', DOCS_GATEWAY_TOKEN: 'a' };
  const cases: [string[], Record<string, string>, RegExp][] = [
    [['destroy', 'a'], env, /no command destroy/],
    [['build'], env, /needs a script or a template/],
    [['check'], env, /check needs the file of a script/],
    [['check', script, '--out', 'a'], env, /--out/],
    [['check', 'missing.docbuilder'], env, /missing.docbuilder cannot be read/],
    [['build', 'a', 'b'], env, /b is one argument too many/],
    [['build', 'a'], {}, /DOCS_GATEWAY_URL/],
    [['build', 'a', '--url', 'http://127.0.0.1:1'], {}, /DOCS_GATEWAY_TOKEN/],
    [['build', 'a', '--color'], env, /--color/],
    [['build', 'a', '--metadata', 'order'], env, /not <name>=<value>/],
    [['build', 'missing.docbuilder'], env, /missing.docbuilder cannot be read/],
    [['build', 'a', '--argument', script], env, /is not JSON/],
  ];

  for (const [args, variables, expected] of cases) {
    const { status, progress } = await runMain(args, variables);
    equal(status, 2);
    match(progress, expected);
  }
});

test('--help prints the options and ends with status 0', async () => {
  const { status, results } = await runMain(['--help']);

  equal(status, 0);
  ok(results.includes('--argument'));
  equal((await runMain([])).status, 2);
});

test('a frame marks the column, also behind tabs', () => {
  equal(codeFrame('a;\r\n\tb.c();\r\nd;', 2, 4), '  1 | a;\n> 2 | \tb.c();\n    | \t  ^\n  3 | d;');
});
