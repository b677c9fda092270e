import * as z from 'zod/mini';
import {
  buildErrorSchema,
  buildSchema,
  fileSchema,
  ORIGINS,
  warningSchema,
} from '../build/build.ts';
import { type CallbackStatus, STATUS_NUMBERS } from '../docs/callback-status.ts';
import { COMMANDS } from '../docs/command-schema.ts';
import { problemSchema } from '../problem.ts';
import type { DetailType } from './bus.ts';

/** Adds a description to a schema, for its JSON Schema. */
function about<T extends z.core.$ZodType>(description: string, schema: T): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}

const text = (description: string) => about(description, z.string());

const metadata = z.object({
  id: text("The event's own id. Repeated deliveries of one event have the same id: skip them."),
  version: about('The version of this schema.', z.literal('1')),
  tenant: text('The tenant that the event belongs to.'),
  correlationId: text('The id that the sender gave; for a document, its key.'),
});

const eventFile = z.omit(fileSchema, { url: true });
const nullableFile = (description: string) => about(description, z.nullable(eventFile));

const endedBuild = z.extend(z.omit(buildSchema, { logs: true }), {
  endedAt: z.iso.datetime({ precision: 3 }),
  files: z.array(eventFile),
  filesOmitted: z.optional(
    about('How many files are missing from `files` because the event would be too large.', z.int()),
  ),
});

const sentCommand = about(
  'The command as it was sent.',
  z.looseObject({ c: z.enum(COMMANDS), key: z.optional(z.string()) }),
);

const queuedCommand = z.object({
  id: text('The id of the command: the one that the sender gave, or one made from the message.'),
  origin: z.enum(ORIGINS),
  command: sentCommand,
});

const document = z.looseObject({
  key: text('The document key.'),
  userdata: z.optional(about('The `userdata` of the command that forced the save.', z.unknown())),
  query: about('The query of the `callbackUrl`.', z.record(z.string(), z.string())),
  queryOmitted: z.optional(about('Present if the query was cut at 2 KB.', z.literal(true))),
  forgotten: about('Whether the hourly sweep fetched the file from Docs.', z.boolean()),
  files: z.object({
    document: nullableFile('The document.'),
    changes: nullableFile('The changes since the version before, as `changes.zip`.'),
    history: nullableFile('The history that the editor shows, as `history.json`.'),
    form: nullableFile('The data of a submitted form, as `form.json`.'),
  }),
});
const statusOf = (...statuses: CallbackStatus[]) =>
  z.literal(statuses.map((status) => STATUS_NUMBERS[status]));
const lastsave = text('When the document was changed last; the name of its folder in S3.');

const DATA = {
  'Build Succeeded': z.extend(endedBuild, { status: z.literal('succeeded'), error: z.null() }),
  'Build Failed': z.extend(endedBuild, { status: z.literal('failed'), error: buildErrorSchema }),
  'Build Cancelled': z.extend(endedBuild, { status: z.literal('cancelled'), error: z.null() }),
  'Command Completed': z.extend(queuedCommand, {
    answer: about(
      "Docs' answer; `document` is the file that was copied, if the command copies one.",
      z.looseObject({ error: z.int(), document: z.optional(eventFile) }),
    ),
  }),
  'Command Failed': z.extend(queuedCommand, { error: problemSchema }),
  'Document Editing': z.extend(document, { status: statusOf('editing') }),
  'Document Saved': z.extend(document, {
    status: z.optional(about('Absent for a forgotten file.', statusOf('saved', 'force-saved'))),
    lastsave: z.optional(lastsave),
    files: z.extend(document.shape.files, { document: eventFile }),
  }),
  'Document Save Failed': z.extend(document, {
    status: statusOf('saved', 'save-failed', 'force-saved', 'force-save-failed'),
    error: z.optional(
      about(
        "Why the gateway could not copy Docs' file; absent if Docs itself could not save.",
        z.object({ code: z.string(), detail: z.string() }),
      ),
    ),
  }),
  'Document Closed': z.extend(document, { status: statusOf('closed') }),
  'Request Refused': z.object({
    origin: z.enum([...ORIGINS, 'callback']),
    id: z.optional(text('The id that the sender gave.')),
    code: z.string(),
    detail: z.string(),
    errors: about(
      'The wrong fields: a JSON Pointer into the request, and the rule that the field breaks.',
      z.array(z.object({ pointer: z.string(), detail: z.string() })),
    ),
  }),
} satisfies Record<DetailType, z.ZodMiniObject>;

/** The events that the gateway publishes, in the order of the catalogue. */
export const DETAIL_TYPES = Object.keys(DATA) as DetailType[];

const shortened = z.optional(
  about(
    'Present if texts, lists and maps were shortened because the event would be too large.',
    z.literal(true),
  ),
);
/** The parts of events that `openapi.json` has under names of their own; more than one event has most of them. */
export const EVENT_PARTS = {
  EventMetadata: metadata,
  EventFile: eventFile,
  SentCommand: sentCommand,
  SentCommandAnswer: DATA['Command Completed'].shape.answer,
  DocumentFiles: document.shape.files,
  SavedDocumentFiles: DATA['Document Saved'].shape.files,
  DocumentSaveError: DATA['Document Save Failed'].shape.error.def.innerType,
  RefusedField: DATA['Request Refused'].shape.errors.def.element,
  BuildSucceededData: DATA['Build Succeeded'],
  BuildFailedData: DATA['Build Failed'],
  BuildCancelledData: DATA['Build Cancelled'],
  CommandCompletedData: DATA['Command Completed'],
  CommandFailedData: DATA['Command Failed'],
  DocumentEditingData: DATA['Document Editing'],
  DocumentSavedData: DATA['Document Saved'],
  DocumentSaveFailedData: DATA['Document Save Failed'],
  DocumentClosedData: DATA['Document Closed'],
  RequestRefusedData: DATA['Request Refused'],
};

/** The schema of an event's `detail`. Consumers ignore fields that they do not know. */
export function eventSchema(type: DetailType) {
  return z.object({ metadata, data: z.extend(DATA[type] as z.ZodMiniObject, { shortened }) });
}

/** Lists of codes that grow within version 1. */
const OPEN_LISTS: z.core.$ZodType[] = [
  buildErrorSchema.shape.code,
  problemSchema.shape.code,
  warningSchema.shape.code,
];

/** The JSON Schema (2020-12) of an event's `detail`, as consumers should check it. */
export function eventJsonSchema(type: DetailType): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(eventSchema(type), {
    io: 'input', // which allows fields that are added later
    override: ({ zodSchema, jsonSchema }) => {
      // `format` says the same; the pattern that zod adds is four lines long.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      delete jsonSchema.minimum;
      delete jsonSchema.maximum; // both are the bounds of a safe integer, which no field needs
      if (OPEN_LISTS.includes(zodSchema)) delete jsonSchema.enum;
    },
  });
  return { $schema, title: type, ...schema };
}
