import type { TestContext } from 'node:test';
import type { SweepForgottenDeps } from '../../../shared/documents/sweep-forgotten.ts';
import { docsWithFiles } from '../docs/callbacks.ts';
import { freshKeepDeps } from './keep-document.ts';

/** When Docs wrote each forgotten file, as its `last-modified` header and as a `lastsave`. */
export const WRITTEN = 'Sun, 22 Nov 2026 08:00:07 GMT';
export const WRITTEN_LASTSAVE = '2026-11-22T08:00:07.000Z';

/** The dependencies of `sweepForgotten`, with a Docs that has forgotten files. */
export async function sweepFor(t: TestContext, changed: Partial<SweepForgottenDeps> = {}) {
  const docs = await docsWithFiles(t);
  const { deps, published } = await freshKeepDeps(docs.docs);
  const sweep: SweepForgottenDeps = { ...deps, keyPrefix: '', moves: false, ...changed };
  return {
    docs,
    sweep,
    published,
    /** Makes Docs keep a forgotten file. */
    forget: (key: string, text = key) =>
      docs.forgotten.set(key, { bytes: Buffer.from(text), lastModified: WRITTEN }),
    /** The keys whose forgotten files Docs was asked to delete. */
    deleted: () => docs.commands.flatMap(({ c, key }) => (c === 'deleteForgotten' ? [key] : [])),
  };
}
