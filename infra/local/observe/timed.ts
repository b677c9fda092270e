/**
 * Formats lines, each with the seconds that have passed since the one before it; the first says the
 * time of day.
 */
export function timedLines(): (text: string, at?: number) => string {
  let last: number | undefined;
  return (text, at = Date.now()) => {
    const time = last === undefined ? clock(at) : `+${secondsBetween(last, at)} s`;
    last = Math.max(at, last ?? at); // two sources may disagree by some milliseconds
    return `${time.padStart(12)}  ${text}`;
  };
}

const secondsBetween = (from: number, to: number) => (Math.max(0, to - from) / 1000).toFixed(3);

/** Local time, `14:03:22.105`. */
function clock(at: number): string {
  const time = new Date(at);
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()];
  const hms = parts.map((part) => `${part}`.padStart(2, '0')).join(':');
  return `${hms}.${`${time.getMilliseconds()}`.padStart(3, '0')}`;
}
