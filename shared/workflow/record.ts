import { getBuild, type StoredFile } from '../storage/builds.ts';
import type { Table } from '../storage/table.ts';
import { endBuild, errorOfStep } from './end.ts';
import type { RunOf } from './execution.ts';
import { judgeOutputs } from './outputs.ts';

/** What the state machine says at a build's end: the files copied, or the step's error. */
export type EndInput = RunOf & ({ files: StoredFile[] } | { error: string; cause?: string });

/** Ends a build as its steps ended; one that has ended stays as it is. */
export async function recordEnd(table: Table, input: EndInput): Promise<void> {
  const build = await getBuild(table, input.tenant, input.id);
  if (build?.status !== 'running') return;
  if ('error' in input) {
    await endBuild(table, build, { files: [], error: errorOfStep(input.error, input.cause) });
    return;
  }
  const verdict = judgeOutputs(build, build.answer?.files ?? []);
  await endBuild(table, build, { files: input.files, error: verdict?.error });
}
