import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_TYPES, clientTypes } from './client-types.ts';
import { PAGES, withGenerated } from './parts.ts';

/** `npm run docs`: writes the generated parts of the pages, and the types of the client. */
for (const page of Object.keys(PAGES)) {
  const path = join(import.meta.dirname, '..', page);
  writeFileSync(path, withGenerated(page, readFileSync(path, 'utf8')));
}
writeFileSync(CLIENT_TYPES, await clientTypes());
