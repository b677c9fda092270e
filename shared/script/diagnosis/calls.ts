import type { Call, CallArgument } from '../call.ts';
import { CREATED } from '../check/formats.ts';
import { REMEMBERED } from '../opening.ts';
import { parseProgram } from '../parse-program.ts';
import type { Names } from './names.ts';

/**
 * The statement that saves a file instead of a call, so that its error does not end the run.
 *
 * @param remembered includes the arguments of this call
 * @returns undefined for a call that only Docs itself can carry out as it is
 */
export function savingStatement(
  call: Call,
  remembered: readonly CallArgument[],
  { runtime }: Names,
  mark: number,
): string | undefined {
  const count = Math.max(2, call.arguments.length);
  const used = remembered.slice(0, Math.min(count, 3));
  if (count > REMEMBERED || used.length < 2) return undefined;
  if (used.some(({ expression }, index) => expression && index >= call.arguments.length))
    return undefined;
  return `${runtime}.s(${mark},[${used.map((argument) => argumentValue(argument, runtime)).join()}]);`;
}

/** Docs takes the text itself when the expression fails or gives no string. */
function argumentValue({ text, expression }: CallArgument, runtime: string): string {
  if (!expression || !isExpression(expression.code)) return literal(text);
  return `${runtime}.v(${literal(text)},()=>(${expression.code}))`;
}

function isExpression(code: string): boolean {
  const program = parseProgram(`(${code})`);
  return 'body' in program && program.body.length === 1;
}

/** A call that opens nothing once the script has failed: later documents then take no time. */
export function creatingCall(call: Call, { runtime }: Names): string | undefined {
  const [kind] = call.arguments;
  if (!kind || (!kind.expression && !CREATED.has(kind.text))) return undefined;
  const value = kind.expression
    ? `(${kind.source.slice('jsValue('.length, -1)})`
    : String.raw`\"${kind.text}\"`;
  const hasFailed = String.raw`((GlobalVariable||0).${runtime}||\"\")[0]==1`;
  return String.raw`builder.CreateFile("jsValue(${hasFailed}?\"\":${value})");`;
}

/** A JavaScript literal in one line, for Docs as for the engine. */
export function literal(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
