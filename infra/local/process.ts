import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { text } from 'node:stream/consumers';

/** The whole environment of what we start: nothing of the user's own gets into functions. */
export function cleanEnvironment(facts: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter); // Node 24 is first
  const given = {
    PATH: path,
    HOME: process.env.HOME,
    SYSTEMROOT: process.env.SYSTEMROOT,
    ...facts,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/**
 * Starts a process that goes on; what it prints goes to a file. It has a process group of its own,
 * so that Ctrl-C reaches us first, and it should end when its standard input closes.
 */
export function startInBackground(
  command: string,
  args: string[],
  options: SpawnOptions & { log: string },
): ChildProcess {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = openSync(options.log, 'w');
  const child = spawn(command, args, { ...options, detached: true, stdio: ['pipe', log, log] });
  closeSync(log); // the process has its own
  child.once('error', (error) => writeFileSync(options.log, `${error}\n`));
  return child;
}

/** Whether a process was started and has not ended. */
export function isAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** Ends a process by closing its standard input and, after `patienceMs`, by force. */
export async function stopProcess(child: ChildProcess, patienceMs = 10_000): Promise<void> {
  if (!isAlive(child)) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await gone;
  clearTimeout(impatience);
}

/**
 * Runs a command to its end.
 *
 * @returns what it printed
 * @throws {Error} naming the command and the end of what it printed
 */
export async function run(command: string, args: string[], options: SpawnOptions): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, complained, [code]] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    once(child, 'exit'),
  ]);
  if (code === 0) return printed;
  const words = [command, ...args].join(' ');
  throw new Error(`${words} failed:\n${`${printed}\n${complained}`.trim().slice(-3000)}`);
}

function readAll(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? Promise.resolve('') : text(stream);
}
