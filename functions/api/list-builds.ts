import { maySeeScript, ownSubject } from '../../shared/api/caller.ts';
import { http } from '../../shared/api/http.ts';
import { parseListQuery } from '../../shared/api/queries.ts';
import { viewBuild } from '../../shared/storage/build-view.ts';
import { listBuilds } from '../../shared/storage/rows/build-list.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';

const table = tableFromEnv();

/** GET /v1/builds: a page of the tenant's builds, newest first; without `builds:read` the caller's own. */
export const handler = http(async ({ caller, query }) => {
  const filter = { ...parseListQuery(query), subject: ownSubject(caller) };
  const { items, cursor } = await listBuilds(table, caller.tenant, filter);
  return {
    body: { items: items.map((item) => viewBuild(item, maySeeScript(caller, item))), cursor },
  };
});
