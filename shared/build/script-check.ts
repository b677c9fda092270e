import * as z from 'zod/mini';
import { ERRORS } from '../errors.ts';
import { parseWith } from '../parse.ts';
import { checkScript } from '../script/check/check-script.ts';
import { buildErrorSchema, warningSchema } from './build.ts';
import { MAX_INLINE_SCRIPT_BYTES, readScriptText } from './script.ts';
import { listFiles } from './script-files.ts';
import { warningOf } from './script-warnings.ts';
import { scriptInputSchema, scriptOutputSchema } from './template.ts';

export const scriptCheckRequestSchema = z.strictObject({ script: z.string() });

/** What can be said of a script before Docs sees it. */
export const scriptCheckSchema = z.object({
  error: z.nullable(buildErrorSchema),
  warnings: z.array(warningSchema),
  inputs: z.array(scriptInputSchema),
  outputs: z.array(scriptOutputSchema),
});

export type ScriptCheckView = z.infer<typeof scriptCheckSchema>;

/**
 * Checks the script of a request, as a build of it would begin.
 *
 * @throws {GatewayError} REQUEST_INVALID, SCRIPT_INVALID, SCRIPT_TOO_LARGE
 */
export function checkRequestedScript(body: unknown): ScriptCheckView {
  const { script } = parseWith(scriptCheckRequestSchema, body);
  const text = readScriptText(script, MAX_INLINE_SCRIPT_BYTES);
  const { error, findings, parts, saves } = checkScript(text);
  return {
    error: error && {
      code: 'SCRIPT_FAILED',
      docsError: null,
      retryable: ERRORS.SCRIPT_FAILED.retryable,
      detail: error.detail,
      at: error.at && { ...error.at, message: error.message },
    },
    warnings: findings.map(warningOf),
    ...listFiles(parts, saves),
  };
}
