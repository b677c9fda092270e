import { RE2JS } from 're2js';

/** The members of `\s` in ECMA-262 and all other characters, as RE2 writes them in a class. */
const SPACE =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const NO_SPACE =
  '\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}' +
  '\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}';
const ANY = '\\x{0}-\\x{10ffff}';
/** The long names of general categories, which RE2 does not know. */
const CATEGORIES: Partial<Record<string, string>> = {
  Letter: 'L',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Mark: 'M',
  Number: 'N',
  Decimal_Number: 'Nd',
  Punctuation: 'P',
  Symbol: 'S',
  Separator: 'Z',
};
const NEWLINES = '\\n\\r\\x{2028}\\x{2029}';

/** Parts of a pattern: escapes, the beginning of a named group, classes without members, other characters. */
const PARTS =
  /\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(?:u\{[^}]{0,60}\}|u.{4}|x..|c.|[pP]\{[^}]{0,60}\}|.)|\(\?<(?![=!])|\[\^?\]|./gsu;

/** Whether a text contains a match. */
export type Pattern = { test(text: string): boolean };

/**
 * Compiles a regular expression of ECMA-262, as JSON Schema has them, for an engine that takes time in
 * proportion to the text. It has no lookaround and no back-references, because both need backtracking.
 *
 * @throws {Error} when the pattern is not valid, or the engine does not support it; the message says why
 */
export function linearPattern(pattern: string): Pattern {
  new RegExp(pattern, 'u'); // refuses what only RE2 reads; it is never run
  return RE2JS.compile(inRe2(pattern));
}

/** The pattern in the syntax of RE2, which differs in escapes, white space, dots, groups and classes. */
function inRe2(pattern: string): string {
  let isClass = false;
  return pattern.replaceAll(PARTS, (part) => {
    const written = isClass ? inClass(part) : outsideClass(part);
    if (part === '[') isClass = true;
    else if (part.endsWith(']') && !part.startsWith('\\')) isClass = false;
    return written;
  });
}

function outsideClass(part: string): string {
  if (part === '.') return `[^${NEWLINES}]`;
  if (part === '(?<') return '(?P<';
  if (part === '[]') return `[^${ANY}]`;
  if (part === '[^]') return `[${ANY}]`;
  if (part === '\\s' || part === '\\S') return `[${inClass(part)}]`;
  return escapeInRe2(part);
}

function inClass(part: string): string {
  if (part === '\\s') return SPACE;
  if (part === '\\S') return NO_SPACE;
  if (part === '\\b') return '\\x{8}';
  if (part.startsWith('[')) return `\\${part}`;
  return escapeInRe2(part);
}

function escapeInRe2(part: string): string {
  if (part === '\\0') return '\\x{0}';
  if (part.startsWith('\\c')) return `\\x{${(part.charCodeAt(2) % 32).toString(16)}}`;
  if (part.startsWith('\\u')) return codePoint(part);
  return part.replace(
    /^(\\[pP]\{)(?:(?:Script|sc|General_Category|gc)=)?([^}]*)/,
    (_, start, name) => {
      return `${start}${CATEGORIES[name] ?? name}`;
    },
  );
}

/** The character that `\u00e9`, `\u{1f600}` or `\ud83d\ude00` stands for. */
function codePoint(part: string): string {
  const numbers = part.match(/[0-9a-fA-F]+/g) ?? [];
  const [first = 0, ...rest] = numbers.map((digits) => Number.parseInt(digits, 16));
  const text = rest.length > 0 ? String.fromCharCode(first, ...rest) : String.fromCodePoint(first);
  if (!text.isWellFormed()) throw new Error('it has half of a surrogate pair');
  return `\\x{${text.codePointAt(0)?.toString(16)}}`;
}
