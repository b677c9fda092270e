import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';
import { keys } from './keys.ts';

/** A template, and when its script was last replaced. */
export type ListedTemplate = { name: string; updatedAt: Date | undefined };

/** One page of templates. `next` is the key after which the next page begins; null on the last page. */
export type TemplatePage = { items: ListedTemplate[]; next: string | null };

type Script = ListedTemplate & { key: string };

/** The most requests to S3 for one page; each lists a thousand objects and folders. */
const MAX_REQUESTS = 20;
const SCRIPT_KEY = /^templates\/([^/]+)\.(?:docbuilder|js)$/;

/**
 * Lists templates in the order of the keys of their scripts. A page may have fewer templates than the limit
 * if there are very many other files.
 *
 * @param isName whether a name can be the name of a template
 * @param after the `next` of the page before
 */
export async function listTemplates(
  bucket: Bucket,
  isName: (name: string) => boolean,
  { limit, after }: { limit: number; after?: string },
): Promise<TemplatePage> {
  const found: Script[] = [];
  let token: string | undefined;
  let last: string | null = null;
  for (let requests = 0; requests < MAX_REQUESTS && found.length <= limit; requests++) {
    const page = await pageAfter(bucket, after, token);
    found.push(...(await scriptsIn(bucket, page)).filter(({ name }) => isName(name)));
    token = page.NextContinuationToken;
    if (token === undefined) return pageOf(found, limit, null);
    last = lastKey(page);
  }
  return pageOf(found, limit, last);
}

function pageOf(found: Script[], limit: number, rest: string | null): TemplatePage {
  const shown = found.slice(0, limit);
  const next = found.length > limit ? (shown.at(-1)?.key ?? null) : rest;
  return { items: shown.map(({ name, updatedAt }) => ({ name, updatedAt })), next };
}

function pageAfter(
  bucket: Bucket,
  StartAfter: string | undefined,
  ContinuationToken: string | undefined,
): Promise<ListObjectsV2CommandOutput> {
  const Prefix = keys.templateFolder;
  const Delimiter = '/'; // leaves out the files in the folders of templates
  const listed = { Bucket: bucket.name, Prefix, Delimiter, StartAfter, ContinuationToken };
  return bucket.s3.send(new ListObjectsV2Command(listed));
}

function lastKey({ Contents, CommonPrefixes }: ListObjectsV2CommandOutput): string | null {
  const ends = [Contents?.at(-1)?.Key, CommonPrefixes?.at(-1)?.Prefix];
  return (
    ends
      .filter((key) => key !== undefined)
      .sort()
      .at(-1) ?? null
  );
}

/** The scripts of a page. A `.js` is left out where a `.docbuilder` of the same name is used instead. */
async function scriptsIn(bucket: Bucket, page: ListObjectsV2CommandOutput): Promise<Script[]> {
  const scripts = (page.Contents ?? []).flatMap(({ Key: key = '', LastModified: updatedAt }) => {
    const name = SCRIPT_KEY.exec(key)?.[1];
    return name === undefined ? [] : [{ key, name, updatedAt }];
  });
  const used = await Promise.all(
    scripts.map(async ({ key, name }) => {
      const preferred = keys.template(name, 'docbuilder');
      return key === preferred || !(await exists(bucket, scripts, preferred));
    }),
  );
  return scripts.filter((_, index) => used[index]);
}

async function exists(bucket: Bucket, known: Script[], key: string): Promise<boolean> {
  if (known.some((script) => script.key === key)) return true;
  const listed = { Bucket: bucket.name, Prefix: key, MaxKeys: 1 };
  const { Contents = [] } = await bucket.s3.send(new ListObjectsV2Command(listed));
  return Contents[0]?.Key === key; // the shortest key with this prefix is the first
}
