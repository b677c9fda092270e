import { getBuild, type StoredFile } from '../storage/builds.ts';
import type { Table } from '../storage/table.ts';
import type { LostFile } from './copying.ts';
import { endBuild, errorOfStep } from './end.ts';
import type { RunOf } from './execution.ts';
import { judgeOutputs } from './outputs.ts';

/** What the state machine says at a build's end: what became of its files, or the step's error. */
export type EndInput = RunOf &
  ({ files: (StoredFile | LostFile)[] } | { error: string; cause?: string });

/** Ends a build as its steps ended; one that has ended stays as it is. */
export async function recordEnd(table: Table, input: EndInput): Promise<void> {
  const build = await getBuild(table, input.tenant, input.id);
  if (build?.status !== 'running') return;
  if ('error' in input) {
    await endBuild(table, build, { files: [], error: errorOfStep(input.error, input.cause) });
    return;
  }
  const files = input.files.filter((file) => 'key' in file);
  const lost = input.files.find((file) => 'error' in file);
  const verdict = lost ?? judgeOutputs(build, build.answer?.files ?? []);
  await endBuild(table, build, { files, error: verdict?.error });
}
