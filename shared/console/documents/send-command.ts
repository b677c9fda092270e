import type { Gateway } from '../../client/client.ts';
import type { GatewayFile } from '../../client/types.ts';
import { type CommandName, userIdsIn } from './commands.ts';

/** What a command brought: a sentence, what Docs said, and a file. */
export type CommandResult = { text: string; said?: unknown; file?: GatewayFile };

/** How long a forced save may wait for its file. */
const WAIT_SECONDS = 20;

/**
 * Sends one command.
 *
 * @param asked the title or the ids of users, for the commands that ask for them; without ids, `drop`
 *   disconnects everyone
 */
export async function sendCommand(
  { commands }: Pick<Gateway, 'commands'>,
  c: CommandName,
  key: string,
  asked: string,
): Promise<CommandResult> {
  switch (c) {
    case 'info':
      return usersText(await commands.info(key));
    case 'forcesave':
      return forcesave(commands, key);
    case 'meta':
      await commands.meta(key, { title: asked });
      return { text: `Editors now show the title ${asked}.` };
    case 'drop': {
      const users = userIdsIn(asked);
      await commands.drop(key, users.length > 0 ? { users } : { all: true });
      return {
        text:
          users.length > 0 ? 'These users were asked to leave.' : 'Everyone was asked to leave.',
      };
    }
    case 'getForgotten': {
      const { document } = await commands.getForgotten(key);
      return { text: 'The file was copied to the bucket.', file: document };
    }
    case 'deleteForgotten':
      await commands.deleteForgotten(key);
      return { text: 'The forgotten file was deleted.' };
    case 'getForgottenList':
      return keysText(await commands.getForgottenList());
    case 'version':
      return { text: `Docs has the version ${await commands.version()}.` };
    case 'license':
      return { text: 'Docs answered:', said: await commands.license() };
  }
}

async function forcesave(commands: Gateway['commands'], key: string): Promise<CommandResult> {
  const { saved, document } = await commands.forcesave(key, { wait: WAIT_SECONDS });
  if (!saved) return { text: 'There was nothing to save.' };
  if (!document) return { text: 'Docs saves the document. Its file has not arrived yet.' };
  return { text: 'The document was saved.', file: document };
}

function usersText({ users }: { users: string[] }): CommandResult {
  if (users.length === 0) return { text: 'Nobody edits the document.' };
  return {
    text: users.length === 1 ? '1 user edits it:' : `${users.length} users edit it:`,
    said: users,
  };
}

function keysText(keys: string[]): CommandResult {
  if (keys.length === 0) return { text: 'Docs has no forgotten files.' };
  return { text: keys.length === 1 ? '1 key:' : `${keys.length} keys:`, said: keys };
}
