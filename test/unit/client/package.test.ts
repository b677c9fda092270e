import { equal, ok } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { CLIENT_TYPES, clientTypes } from '../../../docs/generator/client-types.ts';
import { cleanEnvironment, run } from '../../../infra/local/process.ts';
import { builtClient } from '../../support/client/built-client.ts';
import { succeeded } from '../../support/client/scripted-gateway.ts';
import { systemNode } from '../../support/client/system-node.ts';
import { serve } from '../../support/serve.ts';

const MAX_BYTES = 8 * 1024;

const dist = await builtClient();
const project = mkdtempSync(join(tmpdir(), 'docs-gateway-project-'));
after(() => rmSync(project, { recursive: true }));

test('the types of the client are what npm run docs makes of openapi.json', async () => {
  equal(readFileSync(CLIENT_TYPES, 'utf8'), await clientTypes());
});

test('the main entry has at most 8 KB, minified and gzipped, and nothing of Node.js', async () => {
  // A bundler for browsers refuses modules of Node.js.
  const { outputFiles } = await build({
    entryPoints: [join(dist, 'client.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const size = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;

  ok(size <= MAX_BYTES, `${size} bytes`);
});

test('the package has no dependencies, and every file that its manifest names', () => {
  const manifest = JSON.parse(readFileSync(join(dist, 'package.json'), 'utf8'));
  const { './package.json': self, ...entries } = manifest.exports;
  const named = [self, ...Object.values<Record<string, string>>(entries).flatMap(Object.values)];

  equal(manifest.dependencies, undefined);
  for (const file of named) ok(readFileSync(join(dist, file)).length > 0, file);
});

/** A program of a user, which is also compiled. */
const PROGRAM = `
import { docsGateway } from 'docs-gateway/client';
import { saveFile } from 'docs-gateway/client/node';
import { fakeGateway } from 'docs-gateway/client/testing';

declare const process: { argv: string[] };
const gateway = docsGateway({ url: String(process.argv[2]), token: 'a-token' });
const build = await gateway.build({ template: 'invoice' });
for (const file of build.files) console.log(await saveFile(file, 'out/'));
await fakeGateway().gateway.check('nope();');
`;

test('the packed package installs into an empty project, and a program builds with it on the oldest Node.js there is', async (t) => {
  const found = systemNode();
  if (!found) return t.skip('there is no other Node.js on this machine');
  const content = Buffer.from('abc');
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const url = await serve(t, ({ url }, response) => {
    const file = { name: 'a.pdf', bucket: 'b', key: 'k', size: 3, contentType: 'x', sha256 };
    const files = [{ ...file, url: `http://${response.req.headers.host}/a` }];
    const isFile = url === '/a';
    response.setHeader('content-type', isFile ? 'application/pdf' : 'application/json');
    response.end(isFile ? content : JSON.stringify(succeeded({ files })));
  });
  const options = { cwd: project, env: cleanEnvironment({}) };
  const tarball = (await run('npm', ['pack', '--silent', dist], options)).trim();
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
  writeFileSync(join(project, 'program.ts'), PROGRAM);

  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], options);
  const compiler = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
  ];
  await run(
    process.execPath,
    [tsc(), ...compiler, '--types', '', '--ignoreConfig', 'program.ts'],
    options,
  );
  const printed = await run(found.node, ['program.js', url], options);
  const env = { ...options.env, DOCS_GATEWAY_URL: url, DOCS_GATEWAY_TOKEN: 'a-token' };
  const command = ['node_modules/.bin/docs-gateway', 'build', 'invoice', '--out', 'out/command'];
  const printedByCommand = await run(found.node, command, { ...options, env });

  equal(printed.trim(), join('out', 'a.pdf'));
  equal(printedByCommand.trim(), join('out/command', 'a.pdf'));
  equal(readFileSync(join(project, 'out/a.pdf'), 'utf8'), 'abc');
});

const tsc = () => join(process.cwd(), 'node_modules/typescript/bin/tsc');
