import { deepEqual, equal } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { clientText, curlText } from '../../../shared/console/run/request-text.ts';

const script = `const s = \`it's \${1}\\n\`;\nbuilder.SaveFile("pdf", "$HOME !x.pdf");`;
const request = { script, argument: { name: "Zoë's" }, debug: true };

test('the curl command sends the request through a shell as it was', () => {
  const command = curlText('https://gateway.example.com', request);

  const shell = `curl() { printf '%s\\0' "$@"; }\nTOKEN=secret\n${command}`;
  const args = execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).split('\0');

  equal(args[0], 'https://gateway.example.com/v1/builds');
  equal(args[2], 'authorization: Bearer secret');
  deepEqual(JSON.parse(args[args.indexOf('-d') + 1] ?? ''), request);
});

test('the client code makes the same request', () => {
  const code = clientText('https://gateway.example.com', request);

  const lines = code.split('\n').filter((line) => !line.startsWith('import '));
  const body = lines
    .join('\n')
    .replace('process.env.TOKEN', '"secret"')
    .replace('await ', '')
    .replace(/^for .*$/m, 'return [url, build];');
  const docsGateway = () => ({ build: (sent: unknown) => sent });
  const made: unknown = new Function('docsGateway', body)(docsGateway);

  deepEqual(made, ['https://gateway.example.com', request]);
});

test('the client code of a template is what a person would write', () => {
  equal(
    clientText('https://gateway.example.com', { template: 'form', argument: { title: 'Order' } }),
    [
      "import { docsGateway } from 'docs-gateway/client';",
      '',
      'const url = "https://gateway.example.com";',
      'const gateway = docsGateway({ url, token: process.env.TOKEN });',
      'const build = await gateway.build({',
      '  template: "form",',
      '  argument: {',
      '    "title": "Order"',
      '  },',
      '});',
      'for (const file of build.files) console.log(file.name, file.url);',
      '',
    ].join('\n'),
  );
});
