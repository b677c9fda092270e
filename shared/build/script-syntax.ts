import { Script } from 'node:vm';
import type { ScriptPosition } from '../errors.ts';

/** Compiling uses up to 185 bytes for each character, and `ask-docs` has 256 MB. */
const MAX_COMPILED_CHARACTERS = 512 * 1024;

/**
 * The first syntax error of a script that failed. Null if there is none, or if the script is too large or
 * nested too deeply to find out. The script is compiled, never run.
 */
export function syntaxErrorIn(script: string): ScriptPosition | null {
  if (script.length > MAX_COMPILED_CHARACTERS) return null;
  try {
    new Script(script.replace(/^\uFEFF/, ''), { filename: 'script' });
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null; // the compiler's stack overflowed
    if (!(error instanceof SyntaxError)) throw error;
    const line = Number(/^.*:(\d+)$/m.exec(error.stack ?? '')?.[1] ?? 1);
    return { line, message: withoutQuotes(`SyntaxError: ${error.message}`) };
  }
}

/** Some messages of V8 quote a part of the script: a name, or a whole regular expression. */
function withoutQuotes(message: string): string {
  const text = message.replaceAll(/'[^']{3,}'/g, '…');
  const start = text.indexOf(': /');
  const end = text.lastIndexOf(': ');
  return start === -1 || end <= start ? text : `${text.slice(0, start)}: … ${text.slice(end)}`;
}
