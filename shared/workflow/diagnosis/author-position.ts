import { columnWithoutInputLinks, withoutInputLinks } from '../../build/script-links.ts';
import type { ScriptPosition } from '../../errors.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';

type Linked = Pick<StoredBuild, 'tenant' | 'id' | 'capability'>;

/**
 * A place in the staged script as a place in the author's script. Where the author wrote `input://<name>`, the
 * staged script has a link, which is longer.
 *
 * @param publicUrl of the links
 * @param staged the text of the staged script
 */
export function authorPosition(
  publicUrl: string,
  build: Linked,
  staged: string,
  { line, column, message }: ScriptPosition,
): ScriptPosition {
  // A byte order mark is no column of the first line.
  const start = staged.startsWith('\uFEFF') ? 1 : 0;
  const text = staged.slice(start).split(/\r\n?|\n/)[line - 1] ?? '';
  return {
    line,
    column: columnWithoutInputLinks(publicUrl, build, text, column),
    message: withoutInputLinks(publicUrl, build, message),
  };
}
