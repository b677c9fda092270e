import type { StoredFile, Violation, World } from './world.ts';

/** Every save that was acknowledged has one event id, and its document is in the bucket. */
export function checkSaves({ saves, events, versions }: World): Violation[] {
  return saves.flatMap(({ action, key, status, lastsave, reported, acknowledged }) => {
    const what = `${action.name}: the save ${lastsave} (status ${status}) of ${key}`;
    const about = events.filter(
      ({ type, data }) =>
        type === 'Document Saved' &&
        data.key === key &&
        data.status === status &&
        data.lastsave === lastsave,
    );
    const ids = new Set(about.map(({ eventId }) => eventId));
    if (ids.size < acknowledged || ids.size > reported) {
      const detail = `${what} has ${ids.size} event ids for ${reported} files, ${acknowledged} of them acknowledged`;
      return [{ rule: 'one event', detail }];
    }
    return about.every(({ data }) => isStored(data.files, versions))
      ? []
      : [{ rule: 'files are there', detail: `${what} has no file` }];
  });
}

/** Every forgotten file that a sweep copied has one event id, its document, and is gone from Docs. */
export function checkMoves({ moved, events, versions }: World): Violation[] {
  return moved.flatMap(({ action, key, isInDocs }) => {
    const what = `${action.name}: the forgotten file of ${key}`;
    const about = events.filter(({ data }) => data.key === key && data.forgotten === true);
    const ids = new Set(about.map(({ eventId }) => eventId));
    if (ids.size !== 1) return [{ rule: 'one event', detail: `${what} has ${ids.size} event ids` }];
    if (isInDocs) return [{ rule: 'nothing is held', detail: `${what} is still in Docs` }];
    return about.every(({ data }) => isStored(data.files, versions))
      ? []
      : [{ rule: 'files are there', detail: `${what} has no file` }];
  });
}

function isStored(files: unknown, versions: World['versions']): boolean {
  const { document } = files as { document: StoredFile };
  return versions.some(({ key, sha256 }) => key === document.key && sha256 === document.sha256);
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
