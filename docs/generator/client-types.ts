import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { openapi } from '../../shared/api/openapi/openapi.ts';

/** The types of `openapi.json` for `docs-gateway/client`; `npm run docs` writes them. */
export const CLIENT_TYPES = join(import.meta.dirname, '../../shared/client/openapi.d.ts');

const HEAD = '// Generated from openapi.json by npm run docs. Do not edit.\n\n';

/** Makes the types with openapi-typescript, which needs the API of TypeScript 5 or 6: 7 has none. */
export async function clientTypes(): Promise<string> {
  const hooks = registerHooks({
    resolve: (name, context, next) => next(name === 'typescript' ? 'typescript-5' : name, context),
  });
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  hooks.deregister();
  const document = openapi('1', 'https://gateway.example.com');
  return HEAD + astToString(await openapiTypescript(JSON.stringify(document)));
}
