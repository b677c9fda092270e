import { parseProgram } from './parse-program.ts';
import { type Place, placeAtOffset } from './place.ts';
import { readParts, textOf } from './read-parts.ts';

/** Why a script fails, as it can be read off the script: a place, and what is wrong there. */
export type Finding = Place & { message: string };

/**
 * Why a script that failed in Docs failed, without another run of it.
 *
 * @returns undefined if that cannot be read off the script
 */
export function explainScript(script: string): Finding | undefined {
  try {
    return syntaxProblem(script);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // nested too deeply
    throw error;
  }
}

/** The first piece that is no JavaScript. */
function syntaxProblem(script: string): Finding | undefined {
  for (const part of readParts(script).parts) {
    if (part.part !== 'piece' || !part.isRun) continue;
    const program = parseProgram(textOf(part));
    if ('message' in program)
      return { ...placeAtOffset(part.lines, program.offset), message: program.message };
  }
  return undefined;
}
