import type { NamedInput } from '../named-inputs.ts';
import { type Part, readParts, type ScriptParts, textOf } from '../read-parts.ts';
import { type SavedFile, savedByCalls } from '../saved-files.ts';
import { callFindings } from './call-rules.ts';
import { checkCode } from './code-rules.ts';
import { findCuts } from './cuts.ts';
import { standsOf } from './documents.ts';
import { checkFiles } from './file-rules.ts';
import type { Finding } from './finding.ts';
import { readPieces } from './read-pieces.ts';
import { firstError, firstSyntaxError, type ScriptError } from './script-error.ts';

/** What can be said of a script before Docs sees it. */
export type ScriptCheck = {
  /** Null if nothing is known that makes the script fail. */
  error: ScriptError | null;
  findings: Finding[];
  /** The parts of the script; none if it has too many lines. */
  parts: readonly Part[];
  /** The files that it saves, in the order of the script; of a skipped check only those of calls. */
  saves: SavedFile[];
  /** The inputs that its JavaScript names, in the order of the script; none of a skipped check. */
  inputs: NamedInput[];
};

/** A build keeps 100 warnings. */
const MAX_FINDINGS = 100;
/** A parsed line takes some 300 bytes, and reading takes time for each. */
const MAX_LINES = 100_000;

/**
 * Checks a script: reads it as Docs does, and parses its pieces. It is never run. Takes some 300 ms and
 * 100 MB for 1 MiB. This module has the parser and the names of the engine, which are large.
 */
export function checkScript(script: string): ScriptCheck {
  if (hasTooManyLines(script)) return skipped('has too many lines', []);
  const read = readParts(script);
  try {
    return check(read);
  } catch (error) {
    if (error instanceof RangeError)
      return skipped('is too large, or nested too deeply,', read.parts);
    throw error;
  }
}

/** The result for a script that is not checked. */
function skipped(why: string, parts: readonly Part[]): ScriptCheck {
  const detail = `The script ${why} to be checked.`;
  const findings: Finding[] = [{ code: 'CHECK_SKIPPED', detail }];
  return { error: null, findings, parts, saves: savedByCalls(parts), inputs: [] };
}

function hasTooManyLines(script: string): boolean {
  let lines = 0;
  for (let end = script.indexOf('\n'); end !== -1; end = script.indexOf('\n', end + 1))
    if (++lines > MAX_LINES) return true;
  return false;
}

function check({ parts, dropped }: ScriptParts): ScriptCheck {
  const stands = standsOf(parts);
  const { read, broken } = readPieces(parts, stands);
  const cuts =
    broken.length > 0 || dropped.length > 0
      ? findCuts(parts, dropped)
      : { findings: [], isBalanced: true };
  const isCut = cuts.isBalanced && cuts.findings.some(({ code }) => code === 'BLOCK_CUT');
  const code = checkCode(read, broken.length === 0);
  const files = checkFiles(parts, stands, code.isOpenInCode);
  const findings = [
    ...cuts.findings.filter((finding) => cuts.isBalanced || finding.code !== 'BLOCK_CUT'),
    ...callFindings(parts),
    ...files.findings,
    ...code.findings,
    ...shortPieces(parts),
  ].sort((a, b) => lineOrder(a) - lineOrder(b));
  if (!files.saves && !code.isOpenInCode) noteNothingSaved(findings);
  const syntax = isCut ? null : firstSyntaxError(broken);
  const isCutOpen = isCut && broken.some(({ stand }) => stand.isOpen);
  return {
    error: firstError(findings, syntax, isCutOpen),
    findings: findings.slice(0, MAX_FINDINGS),
    parts,
    saves: [...savedByCalls(parts), ...read.flatMap(({ saves }) => saves)].sort(
      (a, b) => a.line - b.line,
    ),
    inputs: read.flatMap(({ inputs }) => inputs),
  };
}

/** Findings without a place come last. */
const lineOrder = ({ line }: Finding) => line ?? Number.POSITIVE_INFINITY;

function* shortPieces(parts: readonly Part[]): Generator<Finding> {
  for (const part of parts) {
    if (part.part !== 'piece' || part.isRun || !/\w/.test(textOf(part))) continue;
    const [{ line, column } = { line: 1, column: 1 }] = part.lines;
    const detail =
      'Docs does not run code of fewer than seven characters between two calls: make it longer, for example with a comment.';
    yield { code: 'PIECE_SKIPPED', line, column, detail };
  }
}

/** Notes that no file is saved. If there is a call that Docs does not see, or code that it ignores, that is the reason. */
function noteNothingSaved(findings: Finding[]): void {
  const unseen =
    findings.find(({ code }) => code === 'CALL_UNSEEN') ??
    findings.find(({ code }) => code === 'LINE_SWALLOWED');
  if (unseen) {
    unseen.isFatal = true;
    return;
  }
  const detail =
    'The script saves no file: write builder.SaveFile("<format>", "<name>") at the beginning of a line.';
  findings.push({ code: 'NOTHING_SAVED', detail, isFatal: true });
}
