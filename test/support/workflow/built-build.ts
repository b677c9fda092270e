import type { TestContext } from 'node:test';
import { scriptLink } from '../../../shared/build/script-links.ts';
import { askForBuild } from '../../../shared/docs/builder.ts';
import { stage } from '../../../shared/storage/objects/staging.ts';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { copyResult } from '../../../shared/workflow/copying/copy-results.ts';
import { freshBucket, freshTable } from '../aws/resources.ts';
import { buildOf, store } from '../builds.ts';
import { embeddedDocs, scriptRoute } from '../docs/embedded-docs.ts';
import { scriptOf, textScriptOf } from '../docs/saving-script.ts';
import { until } from '../until.ts';

/** A running build that Docs has finished, whose results are to be copied. */
export async function builtBuild(
  t: TestContext,
  names: string[],
  changed: Partial<StoredBuild> = {},
  maxFileBytes = 1024 * 1024,
) {
  const [table, bucket] = await Promise.all([freshTable(), freshBucket()]);
  const { server, docs } = await embeddedDocs(t);
  const publicUrl = await scriptRoute(t, table, bucket);
  const build = await store(table, buildOf({ answer: { files: names }, ...changed }));
  const areTexts = names.every((name) => name.endsWith('.txt'));
  await stage(bucket, build, { script: (areTexts ? textScriptOf : scriptOf)(...names) });
  const question = { key: build.run, scriptUrl: scriptLink(publicUrl, build) };
  let answer = await askForBuild(docs, question);
  await until(async () => {
    answer = await askForBuild(docs, question);
    return answer.state === 'done';
  });
  const deps = { docs, bucket, table, maxFileBytes };
  const links = answer.state === 'done' ? answer.results : [];
  const copy = (name = names[0] ?? '') => copyResult(deps, { ...build, name });
  return { build, server, bucket, deps, links, copy };
}
