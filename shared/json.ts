import { GatewayError } from './errors.ts';

/** Deeper than any honest request, and shallow enough for every recursion behind it. */
const MAX_DEPTH = 100;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\]:]/gs;

/**
 * Parses JSON that strangers send. Refuses what JSON.parse lets through and other readers read in
 * another way: duplicate names, `__proto__`, numbers past a double, lone surrogates, absurd depth.
 *
 * @throws {GatewayError} MALFORMED; its message tells the position but never the text
 */
export function parseJson(text: string): unknown {
  const value = parse(text);
  const scopes: (Set<string> | null)[] = [];
  let name = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') scopes.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') scopes.pop();
    else if (token === ':') takeName(scopes.at(-1), name);
    else if (token.startsWith('"')) name = wellFormed(token);
    else if (!Number.isFinite(Number(token))) throw malformed('it holds a number out of range');
    if (scopes.length > MAX_DEPTH) throw malformed(`it is nested deeper than ${MAX_DEPTH}`);
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
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw malformed(position ? `it is no JSON from position ${position} on` : 'it is no JSON');
  }
}

function takeName(scope: Set<string> | null | undefined, name: string): void {
  if (name === '__proto__') throw malformed('it holds the name __proto__');
  if (scope?.has(name)) throw malformed('an object in it holds the same name twice');
  scope?.add(name);
}

function wellFormed(token: string): string {
  const text = JSON.parse(token) as string;
  if (!text.isWellFormed()) throw malformed('it holds half of a surrogate pair');
  return text;
}

function malformed(reason: string): GatewayError {
  return new GatewayError('MALFORMED', `The body cannot be read: ${reason}.`);
}
