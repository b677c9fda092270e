import { answerCommand } from '../../shared/api/answer-command.ts';
import { JSON_BODY, readBody } from '../../shared/api/body/body.ts';
import { requireCommandScope } from '../../shared/api/caller.ts';
import { holdsFromEnv } from '../../shared/api/hold.ts';
import { http } from '../../shared/api/http.ts';
import { parseCommand } from '../../shared/docs/command-schema.ts';
import { commandDepsFromEnv } from '../../shared/documents/run-command.ts';

const deps = commandDepsFromEnv();
const holds = holdsFromEnv();

/** POST /v1/commands: sends a command to Docs and returns Docs' answer. */
export const handler = http(async (call) => {
  const command = parseCommand(await readBody(call, [JSON_BODY]));
  requireCommandScope(call.caller, command.c);
  return answerCommand(deps, holds, call, command);
});
