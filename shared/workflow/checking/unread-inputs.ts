import type { BuildWarning } from '../../build/build.ts';
import { warningOf } from '../../build/script-warnings.ts';
import { quoted } from '../../script/check/finding.ts';
import type { NamedInput } from '../../script/named-inputs.ts';
import { getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import { kindOfReadInput } from '../../storage/rows/read-inputs.ts';
import type { Table } from '../../storage/table/table.ts';

/**
 * The warnings of inputs that a script names and Docs did not read, once the script has run.
 *
 * @param build as read before the script ran
 * @param inputs as read off the script
 */
export async function findUnreadInputs(
  table: Table,
  build: StoredBuild,
  inputs: readonly NamedInput[],
): Promise<BuildWarning[]> {
  // A build that an earlier version accepted has no notes.
  if (!build.inputsRead || inputs.length === 0) return [];
  const notes = (await getBuild(table, build.tenant, build.id))?.inputsRead;
  return notes ? unreadInputs(inputs, notes) : [];
}

/** @param notes of the inputs that Docs has requested, as in the build's row */
export function unreadInputs(
  inputs: readonly NamedInput[],
  notes: readonly string[],
): BuildWarning[] {
  const told = new Set<string>();
  return inputs.flatMap((input) => {
    const detail = whyUnread(input, notes);
    if (!detail || told.has(input.name)) return [];
    told.add(input.name);
    const { line, column } = input;
    return [warningOf({ code: 'INPUT_UNREAD', line, column, detail })];
  });
}

/** Code that may not run, in a branch or a function, need not read its inputs. */
function whyUnread({ name, isCertain, isDrawn }: NamedInput, notes: readonly string[]) {
  const kind = kindOfReadInput(notes, name);
  const shown = quoted(`input://${name}`);
  if (!kind) return isCertain && `Docs did not fetch ${shown}, although the script names it.`;
  if (!isDrawn || kind === 'picture') return undefined;
  return `Docs leaves out ${shown}: the file is ${kind === 'empty' ? 'empty' : 'no picture'}.`;
}
