import type { BuildWarning } from './build.ts';

/** A build's row has 400 KB at most, so only the first warnings are stored. */
export const MAX_WARNINGS = 100;
const MAX_SHOWN_NAME = 100;
/** A build has 100 files at most, but a script may contain more than half a million names. */
const MAX_SEEN_NAMES = 10_000;

/** Docs parses these calls line by line and ignores the rest of their lines. */
const BUILDER_CALL =
  /(?<![^\r\n])[^\S\r\n]*builder[^\S\r\n]*\.[^\S\r\n]*(\w+)[^\S\r\n]*\(([^\r\n]*)/g;
const SAVED_NAME =
  /\b(?:builder|builderJS)\s*\.\s*SaveFile\s*\(\s*(["'`])[^"'`]*\1\s*,\s*(["'`])([^"'`]+)\2/g;

/**
 * Warns of parts of a script that do not do what they seem to do. Lines count from 1. The script is not
 * split into lines, because a script of 20 MiB would then exceed the function's memory.
 */
export function scriptWarnings(script: string): BuildWarning[] {
  const found: BuildWarning[] = [];
  for (const warnings of [swallowedLines(script), overwrittenFiles(script)])
    for (const warning of warnings) if (found.push(warning) === MAX_WARNINGS) return found;
  return found;
}

/** Docs passes these arguments to a script as `{}`. */
export function argumentWarnings(argument: unknown): BuildWarning[] {
  if (argument !== null && argument !== 0 && argument !== '' && argument !== false) return [];
  const detail = `Docs passes the argument ${JSON.stringify(argument)} to the script as {}.`;
  return [{ code: 'ARGUMENT_EMPTY', line: null, detail }];
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

/** The index after the parenthesis that closes a call; the length of the text if there is none. */
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
    const detail = `A file named ${name.slice(0, MAX_SHOWN_NAME).toWellFormed()} was saved before; only the last one is kept.`;
    yield { code: 'FILE_OVERWRITTEN', line: lineAt(index), detail };
  }
}

/** Whether `//` precedes this index on its line, within 200 characters; the `//` of a URL does not count. */
function isCommentedOut(script: string, index: number): boolean {
  const before = script.slice(Math.max(0, index - 200), index);
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  return /(?<!:)\/\//.test(line);
}

/** Returns the line of an index. Indexes must ascend: each call continues the count of the one before. */
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
