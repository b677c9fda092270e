import { allNodes, parsePiece } from '../script/check/parse-piece.ts';
import { type Part, type Piece, readParts, textOf } from '../script/read-parts.ts';
import { type SavedFile, savedByCalls, savedInCode } from '../script/saved-files.ts';
import { referencedInputs } from './inputs.ts';
import type { ScriptInput, ScriptOutput } from './template.ts';

export type ScriptFiles = { inputs: ScriptInput[]; outputs: ScriptOutput[] };

/** The contract's limit for files of a build; a script may have more calls. */
const MAX_LISTED = 100;

/**
 * Lists the files that a script names: which it reads, and which it saves, by calls of Docs and by
 * `builderJS`. A call inside a loop or a condition is listed once. Nothing is run.
 */
export function scriptFiles(script: string): ScriptFiles {
  const { parts } = readParts(script);
  const inCode = parts.flatMap((part) => (part.part === 'piece' ? savedInPiece(part) : []));
  return listFiles(parts, [...savedByCalls(parts), ...inCode]);
}

/** The same for a script that was read before. */
export function listFiles(parts: readonly Part[], saved: readonly SavedFile[]): ScriptFiles {
  const outputs = saved.map(({ name, format, line }) => ({ name, format, line }));
  return {
    inputs: inputsOf(parts).slice(0, MAX_LISTED),
    outputs: outputs.sort((a, b) => a.line - b.line).slice(0, MAX_LISTED),
  };
}

function inputsOf(parts: readonly Part[]): ScriptInput[] {
  const inputs = new Map<string, number>();
  for (const { line, text } of parts.flatMap(linesOf))
    for (const name of referencedInputs(text, undefined))
      if (!inputs.has(name)) inputs.set(name, line);
  return Array.from(inputs, ([name, line]) => ({ name, line }));
}

function linesOf(part: Part): { line: number; text: string }[] {
  return part.part === 'call' ? [part] : part.lines;
}

/** None if the piece is no JavaScript, or is nested too deeply. */
function savedInPiece(piece: Piece): SavedFile[] {
  const code = textOf(piece);
  if (!code.includes('builderJS')) return [];
  try {
    const program = parsePiece(code, allNodes());
    return program ? savedInCode(piece, code, program) : [];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
