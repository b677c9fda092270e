import type { BuildRequest } from '../../client/types.ts';

/** A command for a shell that sends the same request. The token comes from the environment. */
export function curlText(apiUrl: string, request: BuildRequest): string {
  return [
    `curl ${quoted(`${apiUrl}/v1/builds`)} \\`,
    `  -H "authorization: Bearer $TOKEN" \\`,
    `  -H 'content-type: application/json' \\`,
    `  -H 'prefer: wait=20' \\`,
    `  -d ${quoted(JSON.stringify(request, null, 2))}`,
  ].join('\n');
}

/** A program for the typed client that makes the same build. The token comes from the environment. */
export function clientText(apiUrl: string, request: BuildRequest): string {
  const { script, ...rest } = request;
  const fields = [
    ...(script === undefined ? [] : ['  script,']),
    ...Object.entries(rest)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `  ${name}: ${indented(JSON.stringify(value, null, 2))},`),
  ];
  return [
    "import { docsGateway } from 'docs-gateway/client';",
    '',
    `const url = ${JSON.stringify(apiUrl)};`,
    'const gateway = docsGateway({ url, token: process.env.TOKEN });',
    ...(script === undefined ? [] : [`const script = ${templateLiteral(script)};`]),
    'const build = await gateway.build({',
    ...fields,
    '});',
    'for (const file of build.files) console.log(file.name, file.url);',
    '',
  ].join('\n');
}

/** In a shell, nothing inside single quotes has a meaning but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

function templateLiteral(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `\`${escaped}\``;
}
