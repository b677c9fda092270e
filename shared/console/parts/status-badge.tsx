import { isKnownStatus, statusWord } from '../words/status.ts';

const SIGNS: Record<string, string> = {
  queued: '○',
  running: '◐',
  succeeded: '✓',
  failed: '✕',
  cancelled: '–',
};

/** A status as a sign, a colour and a word. */
export function StatusBadge({ status }: { status: string }) {
  const known = isKnownStatus(status) ? status : 'queued';
  return (
    <span class={`badge badge-${known}`}>
      <span class="badge-sign" aria-hidden="true">
        {SIGNS[known]}
      </span>
      {statusWord(status)}
    </span>
  );
}
