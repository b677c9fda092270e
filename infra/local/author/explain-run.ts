import type { BuildWarning } from '../../../shared/build/build.ts';
import { type Linked, withoutInputLinks } from '../../../shared/build/script-links.ts';
import { warningOf } from '../../../shared/build/script-warnings.ts';
import { checkScript } from '../../../shared/script/check/check-script.ts';
import { readReport, type ScriptLog } from '../../../shared/script/diagnosis/report.ts';
import type { PlaceTable } from '../../../shared/script/diagnosis/state.ts';
import { unopenedMessage } from '../../../shared/script/diagnosis/unopened.ts';
import { warningsAfterRun } from '../../../shared/workflow/checking/after-run.ts';
import { authorPosition } from '../../../shared/workflow/diagnosis/author-position.ts';
import { errorOfRun, type RunEnd } from './run-error.ts';

/** What the engine left of a run. */
export type EngineRun = {
  outcome: RunEnd['outcome'];
  /** The names of the files that the author's script saved. */
  names: string[];
  /** The text of the report; undefined if there is none. */
  report: string | undefined;
  table: PlaceTable;
  /** The script that was instrumented, with the links of inputs. */
  script: string;
};

/** In whose links the inputs of a script have their names. */
export type Links = { publicUrl: string; build: Linked };

/** What a run says, in the words that a build would have. */
export type Explained = {
  error: ReturnType<typeof errorOfRun>;
  warnings: BuildWarning[];
  logs: ScriptLog[];
};

/**
 * Checks a script. This module is loaded while the engine runs the script: it takes a third of a second with all
 * that it needs.
 *
 * @returns a function that explains the run, once it has ended
 */
export function checkToExplain(text: string): (run: EngineRun, links: Links) => Explained {
  const check = checkScript(text);
  const found = check.findings.map(warningOf);
  return ({ outcome, names, report, table, script }, { publicUrl, build }) => {
    const reported = report === undefined ? undefined : readReport(report, table);
    const { at = null, logs = [], unopened } = reported ?? {};
    const plain = (text: string) => withoutInputLinks(publicUrl, build, text);
    const warnings = names.length > 0 ? warningsAfterRun(found, check.saves, names) : found;
    const position = at && authorPosition(publicUrl, build, script, at);
    if (position && unopened)
      position.message = unopenedMessage({ ...unopened, address: plain(unopened.address) });
    const end: RunEnd = { outcome, at: position, saved: names.length };
    return {
      error: errorOfRun(end, check, warnings),
      warnings,
      logs: logs.map((log) => ({ ...log, text: plain(log.text) })),
    };
  };
}
