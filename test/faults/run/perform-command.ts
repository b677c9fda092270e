import type { CommandAction } from '../schedule/schedule.ts';
import type { Seed } from './seed-context.ts';
import { sendEvent, sendMessage } from './send.ts';

/** Sends a command as often as the action says; each message is a command of its own. */
export async function performCommand(seed: Seed, action: CommandAction): Promise<void> {
  const { tenant, call } = seed.clientOf(action.tenant);
  const command = commandOf(action, tenant);
  const { commandsQueueUrl } = seed.harness.outputs;
  for (let n = 0; n < action.copies; n++) {
    if (action.door === 'http') {
      const answer = await call('POST', '/v1/commands', { body: command });
      seed.commands.push({ action, tenant, correlationId: '', status: answer?.status ?? 0 });
      continue;
    }
    const message = { ...command, tenant };
    const correlationId =
      action.door === 'sqs'
        ? await sendMessage(seed, message, `${commandsQueueUrl}`)
        : await sendEvent(seed, message, 'Command Requested');
    seed.commands.push({ action, tenant, correlationId });
  }
}

function commandOf({ command, name }: CommandAction, tenant: string): object {
  const key = `${tenant}.${name}`;
  switch (command) {
    case 'info':
      return { c: 'info', key };
    case 'drop-without-users':
      return { c: 'drop', key }; // breaks a rule: `drop` needs users, or "all"
    default:
      return { c: command };
  }
}
