import type { World } from '../world/world.ts';
import type { Progress } from './progress.ts';

/** Milliseconds of each call. Those of one index are of one round. */
export type CommandTimes = { gateway: number[]; nothing: number[]; direct: number[] };

const COMMAND = { c: 'version' };

/** Sends a command through the gateway, calls a function that does nothing, and sends the command to Docs. */
export async function measureCommands(
  { gateway, direct, outputs, beacon }: World,
  rounds: number,
  progress: Progress,
): Promise<CommandTimes> {
  const nothing = async () => {
    const headers = { authorization: `Bearer ${outputs.token}` };
    const response = await fetch(outputs.awsEndpoint + beacon.apiPath, { headers });
    if (!response.ok) throw new Error(`the function that does nothing: ${response.status}`);
    await response.text();
  };
  const calls: [keyof CommandTimes, () => Promise<unknown>][] = [
    ['gateway', () => gateway.command(COMMAND)],
    ['nothing', nothing],
    ['direct', () => direct.command(COMMAND)],
  ];
  const times: CommandTimes = { gateway: [], nothing: [], direct: [] };
  for (let round = -2; round < rounds; round++) {
    for (const [name, call] of calls) {
      const since = performance.now();
      await call();
      if (round >= 0) times[name].push(performance.now() - since);
    }
    progress((round + 3) / (rounds + 2));
  }
  return times;
}
