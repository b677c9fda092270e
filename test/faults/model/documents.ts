import type { StoredFile, Violation, World } from './world.ts';

/** Every save that was acknowledged has one event id, and its document is in the bucket. */
export function checkSaves({ saves, events, versions }: World): Violation[] {
  return saves.flatMap(({ action, key, status, lastsave }) => {
    const what = `${action.name}: the save ${lastsave} (status ${status}) of ${key}`;
    const about = events.filter(
      ({ type, data }) =>
        type === 'Document Saved' &&
        data.key === key &&
        data.status === status &&
        data.lastsave === lastsave,
    );
    const ids = new Set(about.map(({ eventId }) => eventId));
    const [event] = about;
    if (!event || ids.size !== 1)
      return [{ rule: 'one event', detail: `${what} has ${ids.size} event ids` }];
    const { document } = event.data.files as { document: StoredFile };
    const isThere = versions.some(
      (version) => version.key === document.key && version.sha256 === document.sha256,
    );
    return isThere ? [] : [{ rule: 'files are there', detail: `${what} has no file` }];
  });
}

/** Callbacks with a good token are accepted, all others are refused. */
export function checkCallbacks({ callbacks }: World): Violation[] {
  return callbacks.flatMap(({ key, isGood, statuses }) => {
    const wrong = statuses.filter((status) => (isGood ? isRefusal(status) : status === 200));
    if (wrong.length === 0) return [];
    const what = isGood ? 'a good callback was refused' : 'a bad callback was accepted';
    return [{ rule: 'callbacks are checked', detail: `${key}: ${what} (${statuses})` }];
  });
}

const isRefusal = (status: number) => status >= 400 && status < 500;
