import type { BuildData } from '../../client/types.ts';

type Source = BuildData['source'];

/** What a build is called in a list: where its script came from. */
export function buildTitle({ source }: { source: Source }): string {
  if (source.template) return source.template;
  if (source.upload) return lastSegment(source.upload);
  if (source.url) return lastSegment(source.url);
  return 'Script';
}

/** What kind of source it is. */
export function sourceWord({ source }: { source: Source }): string {
  if (source.template) return 'template';
  if (source.upload) return 'upload';
  return source.url ? 'from a URL' : 'sent with the request';
}

const ORIGINS: Record<string, string> = {
  http: 'HTTP',
  sqs: 'Queue',
  s3: 'Upload',
  event: 'Event',
};

export function originWord(origin: string): string {
  return Object.hasOwn(ORIGINS, origin) ? String(ORIGINS[origin]) : origin;
}

function lastSegment(path: string): string {
  return path.split('/').filter(Boolean).at(-1) ?? path;
}
