import { Script } from 'node:vm';
import { GatewayError, type ScriptPosition } from '../errors.ts';
import { utf8Length } from '../json.ts';
import type { BuildWarning } from './build.ts';

export const MAX_INLINE_SCRIPT_BYTES = 1024 * 1024;
export const MAX_SCRIPT_BYTES = 20 * 1024 * 1024;
/** Read, and staged with its links, by a function that has 128 MB, as what comes inline. */
export const MAX_TEMPLATE_BYTES = MAX_INLINE_SCRIPT_BYTES;
/** A row of the table holds 400 KB: a script with more to tell of is told of so much. */
export const MAX_WARNINGS = 100;
const MAX_SHOWN_NAME = 100;
/** Names that are remembered, of more than half a million that a script may hold; a build has 100 files. */
const MAX_SEEN_NAMES = 10_000;
/** Compiling holds up to 185 bytes for each character, and `ask-docs` has 256 MB. */
const MAX_COMPILED_CHARACTERS = 512 * 1024;

/** Docs reads these line by line; what follows such a call on its line is swallowed. */
const BUILDER_CALL =
  /(?<![^\r\n])[^\S\r\n]*builder[^\S\r\n]*\.[^\S\r\n]*(\w+)[^\S\r\n]*\(([^\r\n]*)/g;
const SAVED_NAME =
  /\b(?:builder|builderJS)\s*\.\s*SaveFile\s*\(\s*(["'`])[^"'`]*\1\s*,\s*(["'`])([^"'`]+)\2/g;

/**
 * Checks a script as it arrived and gives its text.
 *
 * @throws {GatewayError} SCRIPT_INVALID or SCRIPT_TOO_LARGE; its message never quotes the script
 */
export function readScript(source: string | Uint8Array, maxBytes: number): string {
  requireSize(typeof source === 'string' ? utf8Length(source) : source.byteLength, maxBytes);
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

/**
 * What a reader of the script can tell will not do what it looks like. Lines count from 1. The script is
 * read where it lies: 20 MiB of it, parted into lines, take more memory than a function has.
 */
export function scriptWarnings(script: string): BuildWarning[] {
  const told: BuildWarning[] = [];
  for (const warnings of [swallowedLines(script), overwrittenFiles(script)])
    for (const warning of warnings) if (told.push(warning) === MAX_WARNINGS) return told;
  return told;
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

/**
 * Where a script that failed is no JavaScript; null when its syntax is sound, or when it is too large or
 * nested too deeply to tell. It is compiled, never run.
 */
export function syntaxErrorIn(script: string): ScriptPosition | null {
  if (script.length > MAX_COMPILED_CHARACTERS) return null;
  try {
    new Script(script.replace(/^\uFEFF/, ''), { filename: 'script' });
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null; // The compiler's stack is at its end.
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

function* swallowedLines(script: string): Generator<BuildWarning> {
  const lineAt = lineCounter(script);
  for (const { index, 1: method = '', 2: after = '' } of script.matchAll(BUILDER_CALL)) {
    if (!hasMore(after.slice(endOfCall(after)))) continue;
    const name = method.slice(0, MAX_SHOWN_NAME);
    const detail = `Docs ignores what follows builder.${name}(…) on its line: put it on a line of its own.`;
    yield { code: 'LINE_SWALLOWED', line: lineAt(index), detail };
  }
}

/** The index behind the parenthesis that closes a call; the rest's length where none does. */
function endOfCall(rest: string): number {
  let depth = 1;
  let quote = '';
  for (let index = 0; index < rest.length; index++) {
    const character = rest.charAt(index);
    if (character === '\\') index++;
    else if (quote) quote = character === quote ? '' : quote;
    else if (`"'\``.includes(character)) quote = character;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return index + 1;
  }
  return rest.length;
}

function hasMore(rest: string): boolean {
  return !/^[\s;]*(\/\/.*|\/\*.*\*\/\s*)?$/.test(rest);
}

function* overwrittenFiles(script: string): Generator<BuildWarning> {
  const lineAt = lineCounter(script);
  const seen = new Set<string>();
  for (const { index, 3: path = '' } of script.matchAll(SAVED_NAME)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (isCommentedOut(script, index)) continue;
    if (!seen.has(name)) {
      if (seen.size < MAX_SEEN_NAMES) seen.add(name);
      continue;
    }
    const detail = `A file of the name ${name.slice(0, MAX_SHOWN_NAME).toWellFormed()} was saved before: the last one is kept.`;
    yield { code: 'FILE_OVERWRITTEN', line: lineAt(index), detail };
  }
}

/** Whether `//` stands on the line before this place, not too far away to look; that of a URL is none. */
function isCommentedOut(script: string, index: number): boolean {
  const before = script.slice(Math.max(0, index - 200), index);
  return /(?<!:)\/\/[^\r\n]*$/.test(before);
}

/** Tells the lines of places that come one after the other: what was counted is not counted again. */
function lineCounter(script: string): (index: number) => number {
  let line = 1;
  let counted = 0;
  return (index) => {
    for (; counted < index; counted++) {
      const code = script.charCodeAt(counted);
      const isReturn = code === 0x0d && script.charCodeAt(counted + 1) !== 0x0a;
      if (isReturn || code === 0x0a) line++;
    }
    return line;
  };
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
