import type { Callback } from '../../../infra/local/docs-server/editing/callback-sender.ts';
import { callbackBody } from '../../support/docs/callbacks.ts';
import type { SaveRecord } from '../model/world.ts';
import type { CallbackAction, SessionAction } from '../schedule/schedule.ts';
import type { Seed } from './seed-context.ts';

/** The clocks of Docs and the gateway may differ by so much. */
const TOLERANCE_SECONDS = 300;

/** Posts a callback about a user who opened a document, signed by the harness. */
export async function performCallback(seed: Seed, action: CallbackAction): Promise<void> {
  const { outputs } = seed.harness;
  const { tenant } = seed.clientOf(action.tenant);
  const key = `${tenant}.${action.name}`;
  const claims = { key, status: 1, users: ['anna'], actions: [{ type: 1, userid: 'anna' }] };
  const secret = action.isForged ? 'a-secret-that-is-not-the-one-of-docs' : outputs.outboxSecret;
  // A clock that is behind makes tokens that look old; one that is ahead, tokens of the future.
  const body = await callbackBody(claims, {
    secret,
    ageSeconds: -action.skewSeconds,
    expiresIn: 1,
  });
  const statuses: number[] = [];
  for (let n = 0; n < action.copies; n++) statuses.push(await post(outputs.apiUrl, tenant, body));
  const isGood = !action.isForged && Math.abs(action.skewSeconds) < TOLERANCE_SECONDS;
  seed.callbacks.push({ key, isGood, statuses });
}

function post(apiUrl: string, tenant: string, body: string): Promise<number> {
  return fetch(`${apiUrl}/v1/callbacks/${tenant}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  }).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Edits and saves a document in the embedded Docs. Docs may be killed meanwhile; the session ends then. */
export async function performSession(seed: Seed, action: SessionAction): Promise<void> {
  const { editors, outputs, docsUrl } = seed.harness;
  const { tenant } = seed.clientOf(action.tenant);
  const key = `${tenant}.${action.name}`;
  const callbackUrl = `${outputs.apiUrl}/v1/callbacks/${tenant}`;
  try {
    // Links in callbacks begin with the address that the gateway knows Docs by.
    const options = { key, callbackUrl, users: ['anna'], origin: docsUrl };
    const session = await editors.openDocument(options);
    for (let n = 0; n < action.forcedSaves; n++) {
      await session.edit('anna', `line ${n}`);
      await session.save('anna');
      note(seed, action, await session.callbacks());
    }
    await session.edit('anna', 'the last line');
    await session.close();
    note(seed, action, await session.callbacks());
  } catch (error) {
    if (!isGone(error)) throw error;
    // It is not known what Docs reported since the last look.
    for (const save of seed.saves) if (save.key === key) save.reported = Number.POSITIVE_INFINITY;
  }
}

/** Records the saves of which the gateway acknowledged at least one. @param callbacks all of the session so far */
function note(seed: Seed, action: SessionAction, callbacks: Callback[]): void {
  const { tenant } = seed.clientOf(action.tenant);
  for (const { key, status, taken, body } of callbacks) {
    if (!taken || (status !== 2 && status !== 6)) continue;
    const lastsave = `${body.lastsave}`;
    const same = callbacks.filter(
      (each) => each.status === status && each.body.lastsave === lastsave,
    );
    const save: SaveRecord = {
      ...{ action, tenant, key, status, lastsave },
      reported: filesIn(same),
      acknowledged: filesIn(same.filter((each) => each.taken)),
    };
    const known = seed.saves.find(
      (each) => each.key === key && each.status === status && each.lastsave === lastsave,
    );
    if (known) Object.assign(known, save);
    else seed.saves.push(save);
  }
}

/** How many files callbacks report; a repeated callback has the same. */
const filesIn = (callbacks: Callback[]) =>
  new Set(callbacks.map(({ body }) => new URL(`${body.url}`).pathname)).size;

/** Docs was killed: the connection breaks, or the new Docs does not know the document. */
export const isGone = (error: unknown) =>
  error instanceof TypeError || /no document|not open|unknown|Cannot read/i.test(String(error));
