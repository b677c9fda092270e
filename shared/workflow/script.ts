import { Script } from 'node:vm';
import { GatewayError, type ScriptPosition } from '../errors.ts';
import type { BuildWarning } from './build.ts';

export const MAX_INLINE_SCRIPT_BYTES = 1024 * 1024;
export const MAX_SCRIPT_BYTES = 20 * 1024 * 1024;
/** A template is read, and staged with its links, while a caller waits. */
export const MAX_TEMPLATE_BYTES = 5 * 1024 * 1024;
/** A row of the table holds 400 KB: a script with more to tell of is told of so much. */
export const MAX_WARNINGS = 100;
const MAX_SHOWN_NAME = 100;

/** Docs reads these line by line; what follows such a call on its line is swallowed. */
const BUILDER_CALL = /^\s*builder\s*\.\s*(\w+)\s*\(/;
const SAVED_NAME =
  /\b(?:builder|builderJS)\s*\.\s*SaveFile\s*\(\s*(["'`])[^"'`]*\1\s*,\s*(["'`])([^"'`]+)\2/g;

/**
 * Checks a script as it arrived and gives its text.
 *
 * @throws {GatewayError} SCRIPT_INVALID or SCRIPT_TOO_LARGE; its message never quotes the script
 */
export function readScript(source: string | Uint8Array, maxBytes: number): string {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : source;
  requireSize(bytes.byteLength, maxBytes);
  const text = typeof source === 'string' ? source : decode(source);
  if (!text.isWellFormed()) throw invalid('is not UTF-8');
  if (text.trim() === '') throw invalid('is empty');
  if (text.includes('\0')) throw invalid('holds a NUL character');
  if (!text.includes('SaveFile'))
    throw invalid('never calls SaveFile, so that it cannot give a file');
  return text;
}

/** @throws {GatewayError} SCRIPT_TOO_LARGE */
export function requireSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const message = `The script has ${bytes} bytes; the limit is ${maxBytes}.`;
  throw new GatewayError('SCRIPT_TOO_LARGE', message);
}

/** What a reader of the script can tell will not do what it looks like. Lines count from 1. */
export function scriptWarnings(script: string): BuildWarning[] {
  return [...swallowedLines(script), ...overwrittenFiles(script)].slice(0, MAX_WARNINGS);
}

/** Docs hands these arguments to a script as `{}`. */
export function argumentWarnings(argument: unknown): BuildWarning[] {
  const emptied = argument === null || argument === 0 || argument === '' || argument === false;
  return emptied
    ? [
        {
          code: 'ARGUMENT_EMPTY',
          line: null,
          detail: `Docs hands the argument ${JSON.stringify(argument)} to the script as {}.`,
        },
      ]
    : [];
}

/** Where a script that failed is no JavaScript; null when its syntax is sound. It is compiled, never run. */
export function syntaxErrorIn(script: string): ScriptPosition | null {
  try {
    new Script(script.replace(/^\uFEFF/, ''), { filename: 'script' });
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = Number(/^.*:(\d+)$/m.exec(error.stack ?? '')?.[1] ?? 1);
    return { line, message: withoutQuotes(`SyntaxError: ${error.message}`) };
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GatewayError('SCRIPT_INVALID', 'The script is not UTF-8.', { cause });
  }
}

function swallowedLines(script: string): BuildWarning[] {
  return script.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const call = BUILDER_CALL.exec(line);
    if (!call || !hasMore(line.slice(endOfCall(line, call[0].length)))) return [];
    const name = `${call[1]}`.slice(0, MAX_SHOWN_NAME);
    const detail = `Docs ignores what follows builder.${name}(…) on its line: put it on a line of its own.`;
    return [{ code: 'LINE_SWALLOWED' as const, line: index + 1, detail }];
  });
}

/** The index behind the parenthesis that closes the call; the line's length where none does. */
function endOfCall(line: string, start: number): number {
  let depth = 1;
  let quote = '';
  for (let index = start; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === '\\') index++;
    else if (quote) quote = character === quote ? '' : quote;
    else if (`"'\``.includes(character)) quote = character;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return index + 1;
  }
  return line.length;
}

function hasMore(rest: string): boolean {
  return !/^[\s;]*(\/\/.*|\/\*.*\*\/\s*)?$/.test(rest);
}

function overwrittenFiles(script: string): BuildWarning[] {
  const seen = new Set<string>();
  let line = 1;
  let end = 0;
  return [...script.matchAll(SAVED_NAME)].flatMap((match) => {
    line += script.slice(end, match.index).match(/\r\n|\r|\n/g)?.length ?? 0;
    end = match.index;
    const name = match[3]?.split('/').at(-1) ?? '';
    const again = seen.has(name);
    seen.add(name);
    const detail = `A file of the name ${name.slice(0, MAX_SHOWN_NAME)} was saved before: the last one is kept.`;
    return again ? [{ code: 'FILE_OVERWRITTEN' as const, line, detail }] : [];
  });
}

/** V8 quotes a bit of the script in a few of its messages. */
function withoutQuotes(message: string): string {
  return message.replaceAll(/'[^']{3,}'/g, '…').replace(/: \/.*\/\w*: /s, ': … : ');
}

function invalid(rule: string): GatewayError {
  return new GatewayError('SCRIPT_INVALID', `The script ${rule}.`, {
    errors: [{ pointer: '/script', detail: rule }],
  });
}
