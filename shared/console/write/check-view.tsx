import { FindingLine } from '../builds/build-findings.tsx';
import { explainError } from '../words/explain-error.ts';
import type { Finding } from './findings.ts';
import type { Checked } from './use-check.tsx';

type CheckViewProps = {
  checked: Checked;
  findings: readonly Finding[];
  onLine: (line: number) => void;
};

/** What the check says of the script, below the editor. */
export function CheckView({ checked, findings, onLine }: CheckViewProps) {
  return (
    <div class="check-view">
      <p class="small muted" role="status">
        {summaryOf(checked, findings)}
      </p>
      {findings.length > 0 && (
        <ul class="plain-list findings" aria-label="Findings">
          {findings.map(({ severity, line, detail, code }, position) => (
            <li
              key={`${position}-${code}`}
              class={severity === 'error' ? 'finding finding-bad small' : 'finding small'}
            >
              <FindingLine line={line} onLine={onLine} />
              <span>
                {detail} <code class="muted">{code}</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function summaryOf({ check, isChecking, error }: Checked, findings: readonly Finding[]): string {
  if (error !== undefined) {
    const { title, detail } = explainError(error);
    return `The script could not be checked. ${title}. ${detail}`;
  }
  if (!check) return isChecking ? 'Checking …' : 'The script is checked as you type.';
  if (findings.length === 0) return `Nothing found. ${savesText(check.outputs)}`;
  return findings.length === 1 ? '1 finding' : `${findings.length} findings`;
}

function savesText(outputs: readonly { name: string | null }[]): string {
  if (outputs.length === 0) return 'The script saves no file.';
  const names = outputs.map(({ name }) => name ?? 'a file whose name is computed');
  return `It saves ${[...new Set(names)].join(', ')}.`;
}
