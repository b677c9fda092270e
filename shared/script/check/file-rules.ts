import type { Call } from '../call.ts';
import { nearestName } from '../nearest/nearest-name.ts';
import type { Part } from '../read-parts.ts';
import type { Stand } from './documents.ts';
import { type Finding, placeOf, quoted } from './finding.ts';
import { CREATED, whyUnsavable } from './formats.ts';
import { readWrittenCall } from './written-call.ts';

/** A build has 100 files at most, but a script may contain more than half a million names. */
const MAX_SEEN_NAMES = 10_000;

/** `saves`: whether a call saves a file or writes one. */
export type FileCheck = { findings: Finding[]; saves: boolean };

/**
 * Checks what a script opens, saves and closes.
 *
 * @param stands what is open when each part begins
 * @param isOpenInCode whether the script may open and close documents in its JavaScript, by `builderJS`
 */
export function checkFiles(
  parts: readonly Part[],
  stands: Stand[],
  isOpenInCode: boolean,
): FileCheck {
  const findings: Finding[] = [];
  let saves = false;
  const seen = new Map<string, number>();
  for (const [index, call] of parts.entries()) {
    const stand = stands[index];
    if (call.part !== 'call' || !stand) continue;
    if (!isOpenInCode) findings.push(...openFindings(call, stand));
    if (call.name === 'CreateFile') findings.push(...createFindings(call));
    if (call.name === 'OpenFile') findings.push(...addressFindings(call));
    if (call.name === 'SaveFile')
      findings.push(...saveFindings(call, stand, isOpenInCode), ...nameFindings(call, seen));
    saves ||= call.name === 'SaveFile' || call.name === 'WriteData';
  }
  return { findings, saves };
}

function* openFindings(call: Call, { isOpen, from }: Stand): Generator<Finding> {
  const isOpener = call.name === 'CreateFile' || call.name === 'OpenFile';
  if (isOpener && isOpen && from) {
    const detail = `The document of line ${from.line} is still open, and Docs keeps it: write builder.CloseFile() before this line.`;
    yield { code: 'DOCUMENT_NOT_CLOSED', ...placeOf(call), detail };
  }
  if (call.name !== 'SaveFile' || isOpen) return;
  const detail = 'No document is open here: create or open one before builder.SaveFile.';
  yield { code: 'DOCUMENT_NOT_OPEN', ...placeOf(call), detail, isFatal: true };
}

function* createFindings(call: Call): Generator<Finding> {
  const [kind] = call.arguments;
  if (!kind || kind.expression || CREATED.has(kind.text)) return;
  const near = nearestName(kind.text, CREATED.keys());
  const hint = near ? `write ${near}` : 'it creates docx, xlsx, pptx and pdf';
  const detail = `Docs creates no document of the kind ${quoted(kind.source)}: ${hint}.`;
  yield { code: 'FORMAT_UNKNOWN', ...placeOf(kind), detail, isFatal: true };
}

function* addressFindings(call: Call): Generator<Finding> {
  const [address] = call.arguments;
  if (!address || address.expression || address.text === '') return;
  if (/^(https?|input):\/\//i.test(address.text)) return;
  const detail = `Docs opens an address, not the path ${quoted(address.text)}: name the file in inputs and write input://<its name>.`;
  yield { code: 'INPUT_UNREAD', ...placeOf(address), detail, isFatal: true };
}

function* saveFindings(call: Call, { kind }: Stand, isOpenInCode: boolean): Generator<Finding> {
  const [format] = call.arguments;
  if (!format || format.expression || call.arguments.length < 2) return;
  const why = whyUnsavable(format.text, isOpenInCode ? null : kind);
  if (why) yield { code: 'FORMAT_UNKNOWN', ...placeOf(format), detail: why, isFatal: true };
}

function* nameFindings(call: Call, seen: Map<string, number>): Generator<Finding> {
  const name = call.arguments[1];
  if (!name || name.expression || name.text === '') return;
  const saved = lastSegment(name.text);
  const meant = meantName(call);
  if (meant !== null && meant !== name.text) {
    const detail = `Docs ends a name at either quote and saves ${quoted(meant)} as ${quoted(saved)}: write a name without quotes.`;
    yield { code: 'FILE_RENAMED', ...placeOf(name), detail };
  } else if (/[%#?*]|^\./.test(saved)) {
    const detail = `Docs cannot give back a file named ${quoted(saved)}: leave out % # ? * and a point at the beginning.`;
    yield { code: 'FILE_NAME_INVALID', ...placeOf(name), detail, isFatal: true };
  }
  const line = seen.get(saved);
  if (line === undefined) {
    if (seen.size < MAX_SEEN_NAMES) seen.set(saved, call.line);
    return;
  }
  const detail = `The file ${quoted(saved)} of line ${line} is saved again; only the last one is kept. Give each file a name of its own.`;
  yield { code: 'FILE_OVERWRITTEN', ...placeOf(name), detail };
}

/** The name as JavaScript would read it, if that may differ: one text without `\`, in a line with both quotes. */
function meantName(call: Call): string | null {
  if (!call.text.includes('"') || !call.text.includes("'")) return null;
  const node = readWrittenCall(call)?.arguments[1];
  const isText = node?.type === 'Literal' && typeof node.value === 'string';
  return isText && !node.raw?.includes('\\') ? String(node.value) : null;
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
