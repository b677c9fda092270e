const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export type ZoneOptions = { locale?: string; timeZone?: string };

/**
 * A time as the reader's clock shows it: without the date if it is today's.
 *
 * @param now what "today" is
 */
export function localTime(iso: string, now: Date, zone: ZoneOptions = {}): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = (each: Date) => format(each, { dateStyle: 'short' }, zone);
  if (day(date) === day(now)) return format(date, { timeStyle: 'medium' }, zone);
  return format(date, { dateStyle: 'medium', timeStyle: 'short' }, zone);
}

/** A time with date and seconds as the reader's clock shows it. */
export function fullLocalTime(iso: string, zone: ZoneOptions = {}): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return format(date, { dateStyle: 'medium', timeStyle: 'medium' }, zone);
}

/** A time in UTC with milliseconds, for a tooltip. */
export function utcTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** The time between two times in words: `0.35 s`, `12.4 s`, `3 min 5 s`, `1 h 4 min`. */
export function durationText(ms: number): string {
  if (ms < 10 * SECOND) return `${(Math.max(0, ms) / SECOND).toFixed(2)} s`;
  if (ms < MINUTE) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
  return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
}

/** @returns milliseconds, or undefined if one of the times is absent */
export function between(from: string | null, to: string | null): number | undefined {
  return from === null || to === null ? undefined : Date.parse(to) - Date.parse(from);
}

function format(date: Date, options: Intl.DateTimeFormatOptions, zone: ZoneOptions): string {
  const { locale, timeZone } = zone;
  return new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) }).format(
    date,
  );
}
