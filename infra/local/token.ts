import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeJwt, type JWK } from 'jose';
import { ROOT } from './deploy.ts';
import { SCOPES, signToken } from './issuer.ts';

const HELP = `npm run token -- [--tenant acme] [--scope "builds:read builds:write"] [--subject jo]

Prints an access token for the local stack (npm start). The default tenant is "default", the default
scope is all scopes: ${SCOPES}.`;

/** Prints an access token for the stack that `npm start` deployed last. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tenant: { type: 'string', default: 'default' },
      scope: { type: 'string', multiple: true },
      subject: { type: 'string', default: 'local' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const { iss } = decodeJwt(readLocal<{ token: string }>('outputs.json').token);
  const key = readLocal<JWK>('issuer-key.json');
  const scope = values.scope?.join(' ') ?? SCOPES;
  const { tenant, subject } = values;
  console.log(await signToken(key, String(iss), { scope, tenant, subject }));
}

function readLocal<T>(name: string): T {
  try {
    return JSON.parse(readFileSync(join(ROOT, '.local', name), 'utf8')) as T;
  } catch (cause) {
    throw new Error('There is no local stack yet: run npm start first.', { cause });
  }
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
