import type { FaultRecord } from '../model/world.ts';
import type { Outcome } from '../run/run-schedule.ts';
import { FAULT_NAMES, type FaultName, kindOf } from '../schedule/fault-kinds.ts';

/** What a fault did, over all schedules. */
export type Figure = {
  fault: FaultName;
  /** How often schedules had it, and how often it changed a request, a process or a row. */
  scheduled: number;
  hits: number;
  /** How the builds ended that were in work while it was in effect: a status, or an error's code. */
  ends: Record<string, number>;
};

/** The figures of every fault that a schedule had. */
export function figuresOf(outcomes: Outcome[]): Figure[] {
  return FAULT_NAMES.flatMap((fault) => {
    const records = outcomes.flatMap((outcome) =>
      outcome.faults
        .filter(({ action }) => action.fault === fault)
        .map((record) => ({ record, outcome })),
    );
    if (records.length === 0) return [];
    const ends: Record<string, number> = {};
    for (const { record, outcome } of records)
      for (const end of endsDuring(record, outcome)) ends[end] = (ends[end] ?? 0) + 1;
    const hits = records.reduce((sum, { record }) => sum + record.hits, 0);
    return [{ fault, scheduled: records.length, hits, ends }];
  });
}

function endsDuring({ from, to }: FaultRecord, { world }: Outcome): string[] {
  return world.rows
    .filter(
      ({ createdAt, endedAt = '' }) => Date.parse(createdAt) <= to && Date.parse(endedAt) >= from,
    )
    .map(({ status, error }) => error?.code ?? status);
}

/** The table of figures, as text. */
export function figureTable(figures: Figure[]): string {
  const rows = figures.map(({ fault, scheduled, hits, ends }) => [
    kindOf(fault).group,
    fault,
    `${scheduled}`,
    `${hits}`,
    Object.entries(ends)
      .sort(([, a], [, b]) => b - a)
      .map(([end, count]) => `${end} ${count}`)
      .join(', '),
  ]);
  return textTable([['applies to', 'fault', 'times', 'hits', 'ends of builds meanwhile'], ...rows]);
}

/** Lines with columns of equal width. */
export function textTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
