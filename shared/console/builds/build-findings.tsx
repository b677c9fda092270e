import type { BuildLog, BuildWarning } from '../../client/types.ts';

type FindingsProps = { findings: BuildWarning[]; onLine?: (line: number) => void };

/** The warnings of a script. */
export function Findings({ findings, onLine }: FindingsProps) {
  if (findings.length === 0) return null;
  return (
    <section class="card" aria-labelledby="warnings-title">
      <h2 id="warnings-title">
        Warnings <span class="count">{findings.length}</span>
      </h2>
      <ul class="plain-list findings">
        {findings.map((finding, position) => (
          <li key={position} class="finding finding-warn">
            <FindingLine line={finding.line} onLine={onLine} />
            <span>
              {finding.detail} <code class="muted small">{finding.code}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type LineProps = { line: number | null; onLine?: ((line: number) => void) | undefined };

/** The line of a finding; a button where an editor can go to it. */
export function FindingLine({ line, onLine }: LineProps) {
  if (line === null) return <span class="finding-line muted">Request</span>;
  if (!onLine) return <span class="finding-line num">Line {line}</span>;
  return (
    <button type="button" class="finding-line link-button num" onClick={() => onLine(line)}>
      Line {line}
    </button>
  );
}

/** What a script wrote to the console. */
export function LogLines({ logs }: { logs: BuildLog[] }) {
  if (logs.length === 0) return null;
  return (
    <section class="card" aria-labelledby="logs-title">
      <h2 id="logs-title">
        Console <span class="count">{logs.length}</span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <ol class="log-lines" tabIndex={0} aria-label="Lines of the console">
        {logs.map(({ level, line, text }, position) => (
          <li key={position} class={`log log-${level}`}>
            <span class="log-line num">{line ?? ''}</span>
            {level !== 'log' && <span class="log-level">{level}</span>}
            <span class="log-text">{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
