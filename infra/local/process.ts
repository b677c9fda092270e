import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * The environment of a process that we start: PATH, HOME and the given variables. No other variable
 * of the user reaches it, so none reaches a function.
 */
export function cleanEnvironment(variables: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter); // Node 24 is first
  const given = {
    PATH: path,
    HOME: process.env.HOME,
    SYSTEMROOT: process.env.SYSTEMROOT,
    ...variables,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/**
 * Starts a process in the background and writes its output to a log file. It is in a process group
 * of its own, so that Ctrl-C does not reach it. It must end when its standard input closes.
 */
export function startInBackground(
  command: string,
  args: string[],
  options: SpawnOptions & { log: string },
): ChildProcess {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = openSync(options.log, 'w');
  const child = spawn(command, args, { ...options, detached: true, stdio: ['pipe', log, log] });
  closeSync(log); // the process has its own descriptor
  child.once('error', (error) => writeFileSync(options.log, `${error}\n`));
  return child;
}

/** Whether a process has started and not ended. */
export function isAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** Ends a process by closing its standard input; kills it if it still runs after `timeoutMs`. */
export async function stopProcess(child: ChildProcess, timeoutMs = 10_000): Promise<void> {
  if (!isAlive(child)) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await ended;
  clearTimeout(timer);
}

/**
 * Runs a command and waits until it ends.
 *
 * @returns its standard output
 * @throws {Error} if it fails; the message has the command and the end of its output
 */
export async function run(command: string, args: string[], options: SpawnOptions): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, errors, [code]] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    once(child, 'exit'),
  ]);
  if (code === 0) return printed;
  const words = [command, ...args].join(' ');
  throw new Error(`${words} failed:\n${`${printed}\n${errors}`.trim().slice(-3000)}`);
}

function readAll(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? Promise.resolve('') : text(stream);
}
