import type { FaultAction } from '../schedule/schedule.ts';
import { killHard, workersOf } from '../world/processes.ts';
import { isGone } from './perform-document.ts';
import type { Seed } from './seed-context.ts';

/**
 * Docs has a forgotten file; the sweep that moves it is killed after it has copied the file, when it asks Docs to
 * delete it.
 */
export async function interruptMove(seed: Seed, action: FaultAction): Promise<number> {
  const { harness, moves, tenants } = seed;
  const key = `${tenants[0]}.${action.name}`;
  const deletion = {
    fits: ({ url = '' }: { url?: string }) => /^\/(command|coauthoring)/.test(url),
    body: JSON.stringify({ c: 'deleteForgotten', key }).slice(1, -1),
    deed: () => {
      moves.push({ action, key });
      killHard(workersOf(harness.outputs.test.emulatorPid));
      return { do: 'reset' } as const;
    },
    hits: 0,
    left: 1,
  };
  const remove = harness.docsAnswers.add(deletion);
  try {
    if (!(await forget(seed, key))) return 0;
    // The emulator may throttle the call, or break the connection when the function is killed.
    await harness.functions.invoke('Documents/sweep-forgotten', {}).catch(() => undefined);
    return deletion.hits;
  } finally {
    remove();
  }
}

/** Edits a document whose save nobody takes. @returns false if Docs was killed meanwhile */
async function forget({ harness }: Seed, key: string): Promise<boolean> {
  const callbackUrl = harness.files.urlOf('takes-no-callbacks');
  try {
    const options = { key, callbackUrl, users: ['anna'], origin: harness.docsUrl };
    const session = await harness.editors.openDocument(options);
    await session.edit('anna', 'a line that nobody fetches');
    await session.close();
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}
