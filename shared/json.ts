import { GatewayError } from './errors.ts';

/** More levels than a request needs, but few enough for recursive functions. */
const MAX_DEPTH = 100;
/** Of a string with escapes only the opening quote matches: matching all of it could overflow the stack. */
const TOKEN = /"[^"\\]*"|-?\d[\d.eE+-]*|["{}[\]:]/g;

/**
 * Parses JSON from callers. Refuses JSON that parsers read differently, although `JSON.parse` accepts it:
 * repeated names, `__proto__`, numbers that exceed a double, lone surrogates, deep nesting.
 *
 * @param refuse creates the error from the reason
 * @throws {GatewayError} MALFORMED; its message may have a position and never quotes the text
 */
export function parseJson(text: string, refuse = malformed): unknown {
  try {
    return parseStrictly(text);
  } catch (error) {
    throw error instanceof JsonRefused ? refuse(error.message) : error;
  }
}

/** The reason for refusing a text; `parseJson` converts it to the error of its caller. */
class JsonRefused extends Error {}

function parseStrictly(text: string): unknown {
  const value = parse(text);
  const scopes: (Set<string> | null)[] = [];
  let name = '';
  for (const token of tokensIn(text)) {
    if (token === '{' || token === '[') scopes.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') scopes.pop();
    else if (token === ':') addName(scopes.at(-1), name);
    else if (token.startsWith('"')) name = wellFormed(token);
    else if (!Number.isFinite(Number(token)))
      throw new JsonRefused('it contains a number out of range');
    if (scopes.length > MAX_DEPTH) throw new JsonRefused(`it is nested deeper than ${MAX_DEPTH}`);
  }
  return value;
}

/** JSON with the names of objects in order: equal values have the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Whether a JSON value has more levels of arrays and objects than `levels`. Works at any depth. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === levels) return true;
    level = level.flatMap((outer) => Object.values(outer)).filter(isNested);
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The length of a text in UTF-8 bytes. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function parse(text: string): unknown {
  if (text.startsWith('\uFEFF')) throw new JsonRefused('it begins with a byte order mark');
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new JsonRefused(
      position ? `it is not valid JSON at position ${position}` : 'it is not valid JSON',
    );
  }
}

/** The strings, numbers, brackets and colons of a valid JSON text. */
function* tokensIn(json: string): Generator<string> {
  const tokens = new RegExp(TOKEN);
  for (let found = tokens.exec(json); found; found = tokens.exec(json)) {
    if (found[0] === '"') tokens.lastIndex = endOfText(json, found.index);
    yield json.slice(found.index, tokens.lastIndex);
  }
}

/** The position after the next quote that follows an even number of backslashes. */
function endOfText(json: string, start: number): number {
  let quote = start;
  let backslashes = 1;
  while (backslashes % 2 === 1) {
    quote = json.indexOf('"', quote + 1);
    backslashes = 0;
    while (json[quote - backslashes - 1] === '\\') backslashes++;
  }
  return quote + 1;
}

function addName(scope: Set<string> | null | undefined, name: string): void {
  if (name === '__proto__') throw new JsonRefused('it contains the name __proto__');
  if (scope?.has(name)) throw new JsonRefused('an object in it has the same name twice');
  scope?.add(name);
}

function wellFormed(token: string): string {
  const text = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  if (!text.isWellFormed()) throw new JsonRefused('it contains half of a surrogate pair');
  return text;
}

function malformed(reason: string): GatewayError {
  return new GatewayError('MALFORMED', `The body cannot be read: ${reason}.`);
}
