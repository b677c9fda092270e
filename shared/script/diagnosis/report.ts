import * as z from 'zod/mini';
import type { Place } from '../place.ts';
import { LOOP_CODES, UNOPENED } from './report-codes.ts';
import type { PlaceTable } from './state.ts';
import { type Unopened, unopenedMessage } from './unopened.ts';

/** A line that a script wrote to `console`. `line` counts from 1; null where it is not known. */
export type ScriptLog = {
  level: 'log' | 'info' | 'warn' | 'error';
  line: number | null;
  text: string;
};

/** What an instrumented run says about the author's script. */
export type Explanation = {
  /** Where the script failed, and with which message; null if the run did not fail. */
  at: (Place & { message: string }) | null;
  /** The first and the last lines. */
  logs: ScriptLog[];
  /** The mark of the call that failed, if one did, with the number that Docs gave. */
  call?: { place: Place; code: number };
  /** The file that Docs could not open, if one was the reason. */
  unopened?: Unopened;
};

const frame = z.string();

const log = z.tuple([z.enum(['log', 'info', 'warn', 'error']), z.array(frame), z.string()]);

const Report = z.object({
  e: z.nullable(
    z.object({ m: z.string(), f: z.array(frame), t: z.number(), k: z.number(), c: z.number() }),
  ),
  l: z.array(log),
  z: z.array(log),
  w: z.array(z.tuple([z.number(), z.string(), z.number()])),
  u: z.array(z.tuple([z.number(), frame])),
});

type ReportedError = NonNullable<z.infer<typeof Report>['e']>;

/** Where a piece begins in a script of the engine. */
type Start = { piece: number; script: string; line: number };

const CALL_ERRORS: Record<number, string> = {
  1: 'builder.SaveFile: no document is open.',
  80: 'builder.SaveFile: Docs cannot save the file. The format or the name is wrong.',
  88: 'builder.SaveFile: Docs cannot save a document of this kind in this format.',
  [LOOP_CODES.tooLong]: 'The loop did not end.',
  [LOOP_CODES.crashed]:
    'Docs probably crashed in this loop, because the script used too much memory.',
};

/**
 * Reads the file that an instrumented script saved.
 *
 * @returns undefined if it is no such file: the run ended before the report was written
 */
export function readReport(text: string, table: PlaceTable): Explanation | undefined {
  const report = parse(text.slice(1));
  if (!report) return undefined;
  const starts = report.u.flatMap(([piece, at]) => startOf(piece, at));
  const find = (frames: string[]) => firstPlace(frames, starts, table);
  const logs = [...report.l, ...report.z].map(([level, frames, text]) => {
    return { level, line: find(frames)?.line ?? null, text };
  });
  if (!report.e) return { at: null, logs };
  return { ...explain(report.e, find(report.e.f), table), logs };
}

function parse(text: string): z.infer<typeof Report> | undefined {
  try {
    return Report.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The place is that of the first frame, else of the throw, else of the statement at the top level. */
function explain({ m, t, k, c }: ReportedError, framed: Place | undefined, table: PlaceTable) {
  const place = framed ?? table.marks[t] ?? table.marks[k];
  if (!place) return { at: null };
  const { line, column } = place;
  const unopened = unopenedBy(c, m);
  const message = table.problems[k] ?? (c === 0 ? m : messageOf(c, unopened));
  return {
    at: { line, column, message },
    ...(c > 0 && { call: { place, code: c } }),
    ...(unopened && { unopened }),
  };
}

function unopenedBy(code: number, address: string): Unopened | undefined {
  const hasPassword = code === UNOPENED.withPassword;
  return hasPassword || code === UNOPENED.withoutPassword ? { address, hasPassword } : undefined;
}

function messageOf(code: number, unopened: Unopened | undefined): string {
  if (unopened) return unopenedMessage(unopened);
  return CALL_ERRORS[code] ?? `builder.SaveFile: Docs cannot save the file (error ${code}).`;
}

function startOf(piece: number, at: string): Start[] {
  const [script, line] = at.split(':');
  return script && line ? [{ piece, script, line: Number(line) }] : [];
}

function firstPlace(frames: string[], starts: Start[], table: PlaceTable): Place | undefined {
  for (const at of frames) {
    const place = placeOf(at, starts, table);
    if (place) return place;
  }
  return undefined;
}

/** Docs joins pieces that have no document: the lines of the next piece follow those of the one before. */
function placeOf(at: string, starts: Start[], { pieces }: PlaceTable): Place | undefined {
  const [script, line, column] = at.split(':');
  const start = starts
    .filter((candidate) => candidate.script === script && candidate.line <= Number(line))
    .reduce<Start | undefined>((a, b) => (a && a.line > b.line ? a : b), undefined);
  if (!start) return undefined;
  let index = Number(line) - start.line;
  for (const origins of pieces.slice(start.piece)) {
    if (index < origins.length) {
      const origin = origins[index];
      return origin ? { ...origin, column: origin.column + Number(column) - 1 } : undefined;
    }
    // The line that names the piece follows.
    index -= origins.length + 1;
  }
  return undefined;
}
