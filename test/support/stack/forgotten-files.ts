import { after, afterEach, before } from 'node:test';
import { TIMING } from '../../../infra/local/docs-server/timing.ts';
import { docsState } from '../docs/docs-state.ts';
import type { DocumentEventData, Editing } from '../docs/editing.ts';
import { collectEvents, type ReceivedEvent } from './events.ts';
import { functionsOf } from './functions.ts';
import type { Gateway } from './gateway.ts';

/** The function that fetches forgotten files. */
export const SWEEP = 'Documents/sweep-forgotten';
/** Without a key prefix, the gateway cannot know the tenant of a forgotten file and uses this one. */
export const DEFAULT = { tenant: 'default' };

/**
 * Forgotten files of the Docs behind the stack, and the events about them. Deletes those of earlier
 * tests, and makes Docs give up a callback within a fifth of a second.
 */
export async function forgottenFiles(gateway: Gateway, editing: Editing) {
  const functions = functionsOf(gateway.outputs);
  const docs = docsState(gateway.outputs);
  const events = await collectEvents(gateway.aws, gateway.outputs.busName, DEFAULT.tenant);
  after(() => events.stop());

  const forgottenKeys = async () =>
    (await editing.askDocs({ c: 'getForgottenList' })).keys as string[];

  const isAbout = (key: string) => (event: ReceivedEvent<DocumentEventData>) =>
    event.detail.data.key === key && event.detail.data.forgotten;

  before(async () => {
    await docs.setTiming({ retryMs: [50, 50, 50] });
    for (const key of await forgottenKeys()) await editing.askDocs({ c: 'deleteForgotten', key });
  });
  after(() => docs.setTiming(TIMING));
  afterEach(() => docs.mend());

  return {
    /** The keys of all forgotten files in Docs. */
    forgottenKeys,
    /** Calls the sweep. @returns the name of the error it ended with, if it did */
    sweep: () => functions.invoke(SWEEP, {}),
    /** Every event so far about the forgotten file of a key. */
    foundOf: (key: string) =>
      (events.all as unknown as ReceivedEvent<DocumentEventData>[]).filter(isAbout(key)),
    /** Waits for the first event about the forgotten file of a key. */
    found: (key: string) => events.first<DocumentEventData>(`forgotten file ${key}`, isAbout(key)),
    /** Makes Docs keep a forgotten file under a key that no other test uses. @returns the key */
    forget: async (name: string, text: string) => editing.forget(await gateway.as(), name, text),
  };
}
