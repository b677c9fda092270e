import { GatewayError } from '../errors.ts';
import { utf8Length } from '../json.ts';
import { decodeUtf8 } from '../utf8.ts';

export const MAX_INLINE_SCRIPT_BYTES = 1024 * 1024;
export const MAX_SCRIPT_BYTES = 20 * 1024 * 1024;
/** Like an inline script, a template is read and staged by a function that has 128 MB. */
export const MAX_TEMPLATE_BYTES = MAX_INLINE_SCRIPT_BYTES;
/** Parsing takes some 200 bytes of memory for each character, and `ask-docs` has 256 MB. */
export const MAX_INSTRUMENTED_CHARACTERS = 256 * 1024;

/**
 * Checks a script and returns its text unchanged.
 *
 * @throws {GatewayError} SCRIPT_INVALID or SCRIPT_TOO_LARGE; the message never quotes the script
 */
export function readScript(source: string | Uint8Array, maxBytes: number): string {
  const text = readScriptText(source, maxBytes);
  if (!/SaveFile|WriteData/.test(text))
    throw invalid('calls neither SaveFile nor WriteData, so it saves no file');
  return text;
}

/**
 * The same without looking at what the script does.
 *
 * @throws {GatewayError} SCRIPT_INVALID or SCRIPT_TOO_LARGE
 */
export function readScriptText(source: string | Uint8Array, maxBytes: number): string {
  requireSize(typeof source === 'string' ? utf8Length(source) : source.byteLength, maxBytes);
  const text = typeof source === 'string' ? source : decodeUtf8(source);
  if (!text?.isWellFormed()) throw invalid('is not UTF-8');
  if (text.trim() === '') throw invalid('is empty');
  if (text.includes('\0')) throw invalid('contains a NUL character');
  return text;
}

/** The error for a script that is too long to be instrumented, as `debug` requires; undefined for any other. */
export function whyNotInstrumentable(script: string): GatewayError | undefined {
  if (script.length <= MAX_INSTRUMENTED_CHARACTERS) return undefined;
  return notInstrumentable(`has more than ${MAX_INSTRUMENTED_CHARACTERS} characters`);
}

/** REQUEST_INVALID of a request with `debug`. @param rule what the script is or has */
export function notInstrumentable(rule: string): GatewayError {
  const detail = `must not be true for a script that ${rule}`;
  return new GatewayError('REQUEST_INVALID', `The field debug ${detail}.`, {
    errors: [{ pointer: '/debug', detail }],
  });
}

/** @throws {GatewayError} SCRIPT_TOO_LARGE */
export function requireSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const message = `The script has ${bytes} bytes; the limit is ${maxBytes}.`;
  throw new GatewayError('SCRIPT_TOO_LARGE', message);
}

function invalid(rule: string): GatewayError {
  return new GatewayError('SCRIPT_INVALID', `The script ${rule}.`, {
    errors: [{ pointer: '/script', detail: rule }],
  });
}
