import type { PageSettings } from './settings.ts';

/** The pages, named after their paths. */
export type PageName = 'console' | 'reference';

type Policy = Record<string, string[]>;

/** The value of `Content-Security-Policy` for the HTML of a page. @param nonce used once, for this answer */
export function policyOf(page: PageName, settings: PageSettings, nonce: string): string {
  const policy = page === 'console' ? consolePolicy(settings, nonce) : referencePolicy(settings);
  return Object.entries(policy)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');
}

function consolePolicy(settings: PageSettings, nonce: string): Policy {
  const { bucketOrigin, issuer, origins } = settings;
  return {
    ...STRICT,
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', bucketOrigin],
    'frame-src': [bucketOrigin],
    'connect-src': unique(["'self'", bucketOrigin, new URL(issuer).origin, ...origins]),
    'require-trusted-types-for': ["'script'"],
  };
}

/** The page renders the API description with a library that sets styles of elements and shows files as blobs. */
function referencePolicy({ bucketOrigin }: PageSettings): Policy {
  return {
    ...STRICT,
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', bucketOrigin],
    'connect-src': ["'self'", bucketOrigin],
  };
}

const STRICT: Policy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
