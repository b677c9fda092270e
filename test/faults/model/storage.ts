import type { Violation, World } from './world.ts';

/** Every listed file is there, in its version, with its size and digest. */
export function checkFiles({ rows, versions }: World): Violation[] {
  return rows.flatMap(({ id, files = [] }) =>
    files.flatMap((file) => {
      const found = versions.find(
        ({ key, versionId }) => key === file.key && versionId === file.versionId,
      );
      if (!found) return [{ rule: 'files are there', detail: `${id}: ${file.key} is not there` }];
      if (found.size === file.size && found.sha256 === file.sha256) return [];
      const detail = `${id}: ${file.key} has ${found.size} bytes, listed are ${file.size}`;
      return [{ rule: 'files are there', detail }];
    }),
  );
}

/** The newest version of every object below `results/` is listed by a build. */
export function checkUnlisted({ rows, versions }: World): Violation[] {
  const listed = new Set(
    rows.flatMap(({ files = [] }) => files.map(({ key, versionId }) => `${versionId} ${key}`)),
  );
  return versions
    .filter(({ key, isLatest }) => isLatest && key.startsWith('results/'))
    .filter(({ key, versionId }) => !listed.has(`${versionId} ${key}`))
    .map(({ key }) => ({
      rule: 'no unlisted file',
      detail: `${key} is the newest and no build lists it`,
    }));
}

/** Nothing is held for builds that have ended. */
export function checkHeld({ held, uploads }: World): Violation[] {
  const kinds = { ...held, uploads };
  return Object.entries(kinds).flatMap(([kind, entries]) =>
    entries.map((entry) => ({ rule: 'nothing is held', detail: `${kind}: ${entry}` })),
  );
}

/** Docs never had more builds than `maxInFlight`, and builds of low priority never held the last quarter. */
export function checkLimit({ rows, docs }: World): Violation[] {
  const { maxInFlightSeen, limit, slotsOfLow } = docs;
  const rule = 'never above the limit';
  const low = rows
    .filter(({ priority, slot = 0 }) => priority === 'low' && slot >= slotsOfLow)
    .map(({ id, slot }) => ({ rule, detail: `${id} of low priority held slot ${slot}` }));
  if (maxInFlightSeen <= limit) return low;
  return [{ rule, detail: `Docs had ${maxInFlightSeen} builds, ${limit} are allowed` }, ...low];
}

export function checkLeaks({ leaks }: World): Violation[] {
  return leaks.map((detail) => ({ rule: 'nothing secret is shown', detail }));
}
