import * as z from 'zod/mini';
import { withoutNulls } from '../build/absent-fields.ts';
import { GatewayError } from '../errors.ts';
import { utf8Length } from '../json.ts';
import { parseWith } from '../parse.ts';
import { DOCUMENT_KEY, DOCUMENT_KEY_RULE } from './document-key.ts';
import { MAX_USERDATA_BYTES } from './userdata.ts';

/** Docs' nine documented commands. */
export const COMMANDS = [
  'deleteForgotten',
  'drop',
  'forcesave',
  'getForgotten',
  'getForgottenList',
  'info',
  'license',
  'meta',
  'version',
] as const;

/** An event contains the whole command, and EventBridge accepts 256 KB. */
const MAX_COMMAND_BYTES = 64 * 1024;

const key = z.string(DOCUMENT_KEY_RULE).check(z.regex(DOCUMENT_KEY, DOCUMENT_KEY_RULE));

const userdata = z.optional(
  z
    .string('must be a string')
    .check(
      z.refine(
        (text) => utf8Length(text) <= MAX_USERDATA_BYTES,
        `must be at most ${MAX_USERDATA_BYTES} bytes of UTF-8`,
      ),
    ),
);

/** Without `users` Docs drops everyone, so the sender must then set `all`. */
export const dropSchema = z
  .strictObject({
    c: z.literal('drop'),
    key,
    users: z.optional(z.array(z.string('must be the id of a user'), 'must be a list of user ids')),
    /** Not sent to Docs. */
    all: z.optional(z.literal(true, 'must be true')),
  })
  .check(
    z.refine(({ users, all }) => (users === undefined) !== (all === undefined), {
      path: ['users'],
      error: 'must be present, unless "all" is true to drop everyone',
    }),
  );

const titleSchema = z.strictObject(
  { title: z.string('must be a string').check(z.minLength(1, 'must not be empty')) },
  { error: ({ code }) => (code === 'invalid_type' ? 'must be an object with a title' : undefined) },
);

/** A command in Docs' own shape, without fields that Docs does not document. */
export const commandSchema = z.discriminatedUnion(
  'c',
  [
    z.strictObject({ c: z.literal('deleteForgotten'), key }),
    dropSchema,
    z.strictObject({ c: z.literal('forcesave'), key, userdata }),
    z.strictObject({ c: z.literal('getForgotten'), key }),
    z.strictObject({ c: z.literal('getForgottenList') }),
    z.strictObject({ c: z.literal('info'), key, userdata }),
    z.strictObject({ c: z.literal('license') }),
    z.strictObject({ c: z.literal('meta'), key, meta: titleSchema }),
    z.strictObject({ c: z.literal('version') }),
  ],
  {
    error: ({ path = [] }) =>
      path.length === 0 ? 'must be an object' : `must be one of ${COMMANDS.join(', ')}`,
  },
);

export type Command = z.infer<typeof commandSchema>;
export type CommandName = Command['c'];

/** The fields of all commands: a sender may have one type for them, with null in fields of the others. */
const FIELDS = commandSchema.def.options.flatMap(({ shape }) => Object.keys(shape));

/** @throws {GatewayError} COMMAND_INVALID with a pointer and a rule for each wrong field */
export function parseCommand(input: unknown): Command {
  const command = parseWith(commandSchema, withoutNulls(input, FIELDS), 'COMMAND_INVALID');
  const length = utf8Length(JSON.stringify(command));
  if (length <= MAX_COMMAND_BYTES) return command;
  const detail = `must be at most ${MAX_COMMAND_BYTES} bytes of JSON in UTF-8`;
  throw new GatewayError('COMMAND_INVALID', `The command has ${length} bytes: it ${detail}.`, {
    errors: [{ pointer: '', detail }],
  });
}

/** The key of a command's document; undefined for a command that concerns all of Docs. */
export function keyOf(command: Command): string | undefined {
  return 'key' in command ? command.key : undefined;
}
