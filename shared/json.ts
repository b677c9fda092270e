import { GatewayError } from './errors.ts';

/** Deeper than any honest request, and shallow enough for every recursion behind it. */
const MAX_DEPTH = 100;
/** A text with escapes is taken by its first quote alone: a regular expression counts them on its stack. */
const TOKEN = /"[^"\\]*"|-?\d[\d.eE+-]*|["{}[\]:]/g;

/**
 * Parses JSON that strangers send. Refuses what JSON.parse lets through and other readers read in
 * another way: duplicate names, `__proto__`, numbers past a double, lone surrogates, absurd depth.
 *
 * @param refuse makes the error of a reason
 * @throws {GatewayError} MALFORMED; its message tells the position but never the text
 */
export function parseJson(text: string, refuse = malformed): unknown {
  try {
    return parseStrictly(text);
  } catch (error) {
    throw error instanceof Unreadable ? refuse(error.message) : error;
  }
}

/** Why a text cannot be read, before it is known what the text is part of. */
class Unreadable extends Error {}

function parseStrictly(text: string): unknown {
  const value = parse(text);
  const scopes: (Set<string> | null)[] = [];
  let name = '';
  for (const token of tokensIn(text)) {
    if (token === '{' || token === '[') scopes.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') scopes.pop();
    else if (token === ':') takeName(scopes.at(-1), name);
    else if (token.startsWith('"')) name = wellFormed(token);
    else if (!Number.isFinite(Number(token)))
      throw new Unreadable('it holds a number out of range');
    if (scopes.length > MAX_DEPTH) throw new Unreadable(`it is nested deeper than ${MAX_DEPTH}`);
  }
  return value;
}

/** The same text for the same JSON value, whatever the order of its names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The length of a text in UTF-8 bytes. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function parse(text: string): unknown {
  if (text.startsWith('\uFEFF')) throw new Unreadable('it begins with a byte order mark');
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new Unreadable(position ? `it is no JSON from position ${position} on` : 'it is no JSON');
  }
}

/** The texts, numbers, brackets and colons of what is known to be JSON. */
function* tokensIn(json: string): Generator<string> {
  const tokens = new RegExp(TOKEN);
  for (let found = tokens.exec(json); found; found = tokens.exec(json)) {
    if (found[0] === '"') tokens.lastIndex = endOfText(json, found.index);
    yield json.slice(found.index, tokens.lastIndex);
  }
}

/** Behind the next quote with an even number of backslashes before it. */
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

function takeName(scope: Set<string> | null | undefined, name: string): void {
  if (name === '__proto__') throw new Unreadable('it holds the name __proto__');
  if (scope?.has(name)) throw new Unreadable('an object in it holds the same name twice');
  scope?.add(name);
}

function wellFormed(token: string): string {
  const text = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  if (!text.isWellFormed()) throw new Unreadable('it holds half of a surrogate pair');
  return text;
}

function malformed(reason: string): GatewayError {
  return new GatewayError('MALFORMED', `The body cannot be read: ${reason}.`);
}
