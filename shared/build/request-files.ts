import * as z from 'zod/mini';
import { ID_PATTERN } from '../ids.ts';
import { utf8Length } from '../json.ts';
import { MAX_FILES } from './build.ts';

/** The longest name of a file, in bytes of UTF-8. */
export const MAX_NAME_BYTES = 255;
/** S3's limit for a key, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;

const nameOf = (pattern: RegExp, rule: string) =>
  z.string().check(
    z.regex(pattern, `must be a file name without ${rule}`),
    z.refine((name) => name !== '.' && name !== '..', 'must not be "." or ".."'),
    z.refine(
      (name) => utf8Length(name) <= MAX_NAME_BYTES,
      `must have a name of at most ${MAX_NAME_BYTES} bytes of UTF-8`,
    ),
  );
const fileName = nameOf(/^[^\\/\p{Cc}]+$/u, 'slashes and control characters');

const objectKey = z.string().check(
  z.minLength(1, { error: 'must not be empty', abort: true }),
  z.regex(/^[^\\\p{Cc}]*$/u, 'must not contain backslashes or control characters'),
  z.refine(hasPlainSegments, 'must be a relative key without empty, "." or ".." segments'),
  z.refine(
    (key) => utf8Length(key) <= MAX_KEY_BYTES,
    `must be at most ${MAX_KEY_BYTES} bytes of UTF-8`,
  ),
);

const outputKey = objectKey.check(
  z.refine(
    (key) => !ID_PATTERN.test((key.split('/')[0] ?? '').toUpperCase()),
    'must not begin with a segment that looks like a build id',
  ),
);

/** The keys below `results/<tenant>/` to which files are copied, by their names. */
export const outputsSchema = z.record(z.string(), outputKey).check(
  z.refine((map) => Object.keys(map).length <= MAX_FILES, `must name at most ${MAX_FILES} files`),
  z.refine(
    (map) => new Set(Object.values(map)).size === Object.keys(map).length,
    'must give each file a different key',
  ),
  z.superRefine((map, context) => {
    for (const [name, key] of Object.entries(map)) {
      const problem = outputProblem(name, key);
      if (problem) context.addIssue({ code: 'custom', path: [name], message: problem });
    }
  }),
  z.meta({ maxProperties: MAX_FILES }),
);

const inputSource = z
  .string()
  .check(
    z.refine(
      (source) => isUrl(source) || z.safeParse(objectKey, source).success,
      'must be a key below inputs/<tenant>/ or an https URL',
    ),
  );

/** The keys below `inputs/<tenant>/`, or the URLs, of the files that a script reads, by their names. */
export const inputsSchema = z.record(fileName, inputSource).check(
  z.refine((map) => Object.keys(map).length <= MAX_FILES, `must name at most ${MAX_FILES} files`),
  z.meta({ maxProperties: MAX_FILES }),
);

export function isUrl(input: string): boolean {
  return /^https?:\/\//i.test(input);
}

/** Whether a name can be appended to a folder as the key of an object in that folder. */
export function isObjectName(name: string): boolean {
  return z.safeParse(objectKey, name).success && !name.endsWith('/');
}

function hasPlainSegments(key: string): boolean {
  const segments = key.replace(/\/$/, '').split('/');
  return segments.every((segment) => !['', '.', '..'].includes(segment));
}

function outputProblem(name: string, key: string): string | null {
  if (name === '*') return key.endsWith('/') ? null : 'must end in "/" because "*" names a folder';
  const wrong = z.safeParse(fileName, name).error?.issues[0]?.message;
  if (wrong) return wrong;
  return key.endsWith('/') ? 'must not end in "/" because it names one file' : null;
}
