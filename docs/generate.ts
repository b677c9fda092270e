import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES, withGenerated } from './generated.ts';

/** `npm run docs`: writes the generated parts of the pages. */
for (const page of Object.keys(PAGES)) {
  const path = join(import.meta.dirname, page);
  writeFileSync(path, withGenerated(page, readFileSync(path, 'utf8')));
}
