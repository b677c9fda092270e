import type { Call, CallArgument } from '../call.ts';
import { OPENED } from '../check/formats.ts';
import type { Names } from './names.ts';
import { UNOPENED } from './report-codes.ts';
import { FRESH_STATE } from './runtime.ts';

/** A call that opens a file, in an instrumented script. */
export type Opening = {
  /** Finds out whether Docs can open the file, and notes it in the report if Docs cannot. */
  look: string;
  /** The same call. It opens an empty document instead, once the script has failed. */
  open: string;
};

/** Docs opens a PDF, but cannot tell beforehand that it can: only files with these suffixes are looked at. */
const SUFFIXES = [...OPENED.keys()].filter(
  (suffix) => !['doc', 'ppt', 'docxf', 'oform'].includes(suffix),
);

/** An expression with one of these may change what it reads, so it is not evaluated once more. */
const ACTIONS = ['=', '(', '`', '++', '--'];

/** A text with one of these would end the argument, or be another text in it. */
const SPECIAL = ['"', "'", '\\'];

/** The state of a script that has not reported anything, as the runtime writes it. */
export const FRESH = String.raw`\"0\"+JSON.stringify(${FRESH_STATE})`;

/**
 * The code of a look, without a quote that would end it. `r` is the state as the runtime keeps it in
 * `GlobalVariable`: the first character is 1 once the script has failed.
 */
const LOOK = String.raw`((u,p,o,k)=>{var r=o[k]||${FRESH};
if(r[0]==1||typeof u!=\"string\"||!/[.](${SUFFIXES.join('|')})([?#]|$)/i.test(u))return \"\";
try{var f=builderJS.OpenTmpFile(u,p);if(f.IsValid()){f.Close();return \"\"}}catch(x){return \"\"}
var s=JSON.parse(r.slice(1)),c=p.indexOf(\"m_sPassword\")<0?${UNOPENED.withoutPassword}:${UNOPENED.withPassword};
s.e={m:u.slice(0,2000),f:[],t:-1,k:MARK,c:c};o[k]=\"1\"+JSON.stringify(s);return \"\"})`.replaceAll(
  '\n',
  '',
);

/**
 * Writes a call of `OpenFile` so that a file that Docs cannot open does not end the run.
 *
 * @param remembered includes the arguments of this call
 * @param waits whether JavaScript waits for the document
 * @param emptyDocument the address of a document that Docs can open
 * @param mark the number of the call's place
 * @returns undefined if it is not known what the call opens before it is carried out
 */
export function openingOf(
  call: Call,
  remembered: readonly CallArgument[],
  { runtime }: Names,
  { waits, emptyDocument, mark }: { waits: boolean; emptyDocument: string; mark: number },
): Opening | undefined {
  const [address, parameters] = [codeOf(remembered[0]), codeOf(remembered[1])];
  const isComputed = remembered.slice(0, 2).some(({ expression }) => expression);
  const isRemembered = call.arguments.length < remembered.slice(0, 2).length;
  if (!address || parameters === undefined || (isComputed && (waits || isRemembered)))
    return undefined;
  const look = `${LOOK.replace('MARK', String(mark))}(${address},${parameters || String.raw`\"\"`},GlobalVariable,${quote(runtime)})`;
  const hasFailed = String.raw`((GlobalVariable||0).${runtime}||\"\")[0]==1`;
  const opened = `jsValue(${hasFailed}?${quote(emptyDocument)}:${address})`;
  const others = call.arguments.slice(1).map(({ source }) => `, "${source}"`);
  return {
    look: `builder.Cut("jsValue(${look})");`,
    open: `builder.OpenFile("${opened}"${others.join('')});`,
  };
}

/** Whether it is known before the run that the look finds out whether Docs can open the file. */
export function isSeen([address]: readonly CallArgument[]): boolean {
  if (!address || address.expression) return false;
  const path = address.text.split(/[?#]/, 1)[0] ?? '';
  return SUFFIXES.includes(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/** The code of an argument; empty for none, undefined for one that cannot be written or evaluated twice. */
function codeOf(argument: CallArgument | undefined): string | undefined {
  if (!argument) return '';
  const { text, source, expression } = argument;
  if (!expression) return SPECIAL.some((sign) => text.includes(sign)) ? undefined : quote(text);
  if (!source.endsWith(')') || ACTIONS.some((action) => expression.code.includes(action)))
    return undefined;
  return `(${source.slice('jsValue('.length, -1)})`;
}

const quote = (text: string) => String.raw`\"${text}\"`;
