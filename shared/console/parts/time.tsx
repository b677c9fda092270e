import { useEffect, useState } from 'preact/hooks';
import { durationText, fullLocalTime, localTime, utcTime } from '../words/times.ts';

/** A time of the reader's clock, with UTC in its tooltip. */
export function Time({ at, full = false }: { at: string; full?: boolean }) {
  const text = full ? fullLocalTime(at) : localTime(at, new Date());
  return (
    <time dateTime={at} title={utcTime(at)}>
      {text}
    </time>
  );
}

const TICK_MS = 200;

/** The time since another one, which runs on. */
export function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  return <span class="num">{seconds < 60 ? `${seconds} s` : durationText(seconds * 1000)}</span>;
}
