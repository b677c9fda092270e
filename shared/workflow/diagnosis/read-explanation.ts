import type { BuildError, BuildLog } from '../../build/build.ts';
import { withoutInputLinks } from '../../build/script-links.ts';
import type { DocsFiles } from '../../docs/client.ts';
import { openFile } from '../../docs/open-file.ts';
import type { FileLink } from '../../docs/result-links.ts';
import type { ScriptPosition } from '../../errors.ts';
import { utf8Length } from '../../json.ts';
import { type Explanation, readReport } from '../../script/diagnosis/report.ts';
import type { PlaceTable } from '../../script/diagnosis/state.ts';
import { type KnownFile, unopenedMessage } from '../../script/diagnosis/unopened.ts';
import { inputNamed } from '../../script/input-reference.ts';
import { type Bucket, readJson, readText } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import { type Diagnosis, getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import { kindOfReadInput } from '../../storage/rows/read-inputs.ts';
import type { Table } from '../../storage/table/table.ts';
import { withoutPlace } from '../build-error.ts';
import { authorPosition } from './author-position.ts';

/** The report of an instrumented script has some 100 KB; a larger file is not such a report. */
const MAX_REPORT_BYTES = 1024 * 1024;
/** A report that comes more slowly is not read: the builds that follow wait for the slot. */
const REPORT_TIMEOUT_MS = 10_000;
const MAX_MESSAGE = 500;
const MAX_LOG_BYTES = 16 * 1024;

export type ExplainDeps = {
  table: Table;
  docs: DocsFiles;
  bucket: Bucket;
  /** In whose links inputs have their names again. */
  publicUrl: string;
};

/** What an instrumented run reports: where it failed, or null, and what it wrote to the console. */
export type ReportedRun = {
  at: ScriptPosition | null;
  logs: BuildLog[];
  /** Whether it failed, although `at` is null: it opened another file than the script says. */
  isUnsure?: boolean;
};

/** The error of a build with what the second run says, and what the script wrote to the console. */
export async function readExplanation(
  deps: ExplainDeps,
  build: StoredBuild,
  { token, error }: Diagnosis,
  report: FileLink | undefined,
): Promise<{ error: BuildError; logs: BuildLog[] }> {
  const run = report && (await readReportedRun(deps, build, token, report));
  if (!run)
    return { error: withoutPlace(error, 'a second run of the script saved no report'), logs: [] };
  const { at, logs } = run;
  if (!at) return { error: withoutPlace(error, 'a second run of the script did not fail'), logs };
  return { error: { ...error, at }, logs };
}

/**
 * Reads the report of an instrumented run, shortened to what a build shows.
 *
 * @param token of the script
 * @returns undefined if the file is no report
 * @throws {GatewayError} when Docs does not send the file
 */
export async function readReportedRun(
  deps: ExplainDeps,
  build: StoredBuild,
  token: string,
  report: FileLink,
): Promise<ReportedRun | undefined> {
  const explanation = await readFrom(deps, build, token, report);
  if (!explanation) return undefined;
  const plain = (text: string) => withoutInputLinks(deps.publicUrl, build, text);
  const logs = shortened(explanation.logs.map((log) => ({ ...log, text: plain(log.text) })));
  const { at } = explanation;
  if (!at) return { at, logs };
  const script = (await readText(deps.bucket, keys.stagedScript(build))) ?? '';
  const position = authorPosition(deps.publicUrl, build, script, at);
  const words = await messageOf(deps, build, explanation, position.message);
  if (words === undefined) return { at: null, logs, isUnsure: true };
  const message = words.slice(0, MAX_MESSAGE).toWellFormed();
  return { at: { ...position, message }, logs };
}

/**
 * The words of the report, or what is known of a file that Docs cannot open; undefined for a PDF, of which Docs
 * cannot tell beforehand that it can open it.
 */
async function messageOf(
  { table, publicUrl }: ExplainDeps,
  build: StoredBuild,
  { unopened }: Explanation,
  reported: string,
): Promise<string | undefined> {
  if (!unopened) return reported;
  const address = withoutInputLinks(publicUrl, build, unopened.address);
  const kind = await kindOf(table, build, address);
  return kind === 'pdf' ? undefined : unopenedMessage({ ...unopened, address }, kind);
}

/** @returns undefined if the file is no input, or if an earlier version accepted the build */
async function kindOf(
  table: Table,
  { tenant, id }: StoredBuild,
  address: string,
): Promise<KnownFile | undefined> {
  const name = inputNamed(address);
  if (name === undefined) return undefined;
  const notes = (await getBuild(table, tenant, id))?.inputsRead;
  return notes && (kindOfReadInput(notes, name) ?? 'unfetched');
}

async function readFrom(
  { docs, bucket }: ExplainDeps,
  build: StoredBuild,
  token: string,
  link: FileLink,
): Promise<Explanation | undefined> {
  const [text, table] = await Promise.all([
    readShortFile(docs, link),
    readJson<PlaceTable>(bucket, keys.placeTable(build, token)),
  ]);
  return text === undefined ? undefined : readReport(text, table);
}

async function readShortFile(docs: DocsFiles, link: FileLink): Promise<string | undefined> {
  const { body } = await openFile(docs, link, AbortSignal.timeout(REPORT_TIMEOUT_MS));
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_REPORT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Leaves out lines in the middle until the others have 16 KiB at most. */
function shortened(logs: BuildLog[]): BuildLog[] {
  const kept = logs.map((log) => ({ ...log, text: log.text.toWellFormed() }));
  const sizes = kept.map(({ text }) => utf8Length(text));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  while (bytes > MAX_LOG_BYTES) {
    const middle = kept.length >> 1;
    kept.splice(middle, 1);
    bytes -= sizes.splice(middle, 1)[0] ?? 0;
  }
  return kept;
}
