import * as z from 'zod/mini';
import { ERRORS, type ErrorCode } from '../errors.ts';
import { SCRIPT_WARNINGS } from '../script/check/finding.ts';

export const STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const ORIGINS = ['http', 'sqs', 's3', 'event'] as const;
export const PRIORITIES = ['normal', 'low'] as const;
export const WARNINGS = [...SCRIPT_WARNINGS, 'ARGUMENT_EMPTY'] as const;
const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** The lane in which a build waits for a slot. */
export const prioritySchema = z.enum(PRIORITIES);

const time = z.iso.datetime({ precision: 3 });

/** The maximum number of files of a build, of inputs of a request and of outputs of a request. */
export const MAX_FILES = 100;

export const fileSchema = z.object({
  name: z.string(),
  bucket: z.string(),
  key: z.string(),
  size: z.int().check(z.nonnegative()),
  contentType: z.string(),
  sha256: z.string(),
  url: z.optional(z.nullable(z.url())),
});

/** Links to one file, which anyone can use until they expire. */
export const fileLinkSchema = z.object({
  /** Saves the file. */
  url: z.url(),
  /** Shows the file in a browser; null for types that a browser must not show. */
  inlineUrl: z.nullable(z.url()),
  expiresAt: time,
});

export const buildErrorSchema = z.object({
  code: z.enum(ERROR_CODES),
  docsError: z.nullable(z.int()),
  retryable: z.boolean(),
  detail: z.string(),
  at: z.nullable(z.object({ line: z.int(), column: z.int(), message: z.string() })),
});

export const warningSchema = z.object({
  code: z.enum(WARNINGS),
  line: z.nullable(z.int()),
  column: z.optional(z.nullable(z.int())),
  detail: z.string(),
});

export const LOG_LEVELS = ['log', 'info', 'warn', 'error'] as const;

/** A line that a script wrote to `console`. */
export const logSchema = z.object({
  level: z.enum(LOG_LEVELS),
  line: z.nullable(z.int()),
  text: z.string(),
});

const sourceSchema = z.object({
  template: z.optional(z.string()),
  version: z.optional(z.string()),
  url: z.optional(z.string()),
  sha256: z.optional(z.string()),
  upload: z.optional(z.string()),
  versionId: z.optional(z.string()),
});

/** A build as callers see it. `openapi.json` is generated from these schemas. */
export const buildSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  status: z.enum(STATUSES),
  origin: z.enum(ORIGINS),
  correlationId: z.string(),
  source: sourceSchema,
  createdAt: time,
  startedAt: z.nullable(time),
  endedAt: z.nullable(time),
  metadata: z.record(z.string(), z.string()),
  priority: prioritySchema,
  files: z.array(fileSchema),
  warnings: z.array(warningSchema),
  logs: z.array(logSchema),
  error: z.nullable(buildErrorSchema),
});

export type BuildStatus = (typeof STATUSES)[number];
export type Origin = (typeof ORIGINS)[number];
export type Priority = z.infer<typeof prioritySchema>;
export type BuildFile = z.infer<typeof fileSchema>;
export type FileLinks = z.infer<typeof fileLinkSchema>;
export type BuildError = z.infer<typeof buildErrorSchema>;
export type BuildWarning = z.infer<typeof warningSchema>;
export type BuildLog = z.infer<typeof logSchema>;
export type BuildSource = z.infer<typeof sourceSchema>;
export type Build = z.infer<typeof buildSchema>;

export function hasEnded(status: BuildStatus): boolean {
  return status !== 'queued' && status !== 'running';
}
