import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of processor time, by what used it. */
export type ProcessorTimes = {
  emulator: number;
  /** The gateway's functions, which are processes of the emulator. */
  functions: number;
  /** The runs of the engine that have ended, if this process has the embedded Docs. */
  engine: number;
};

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** The processor time that was used so far; null on a system without `/proc`. */
export function processorTimes(emulatorPid: number): ProcessorTimes | null {
  if (!existsSync('/proc/self/stat')) return null;
  const { own, ofEnded } = timesOf(emulatorPid);
  const running = childrenOf(emulatorPid).map((pid) => timesOf(pid).own);
  const functions = running.reduce((sum, ms) => sum + ms, ofEnded);
  return { emulator: own, functions, engine: timesOf(process.pid).ofEnded };
}

/** What was used between two readings. */
export function usedBetween(
  before: ProcessorTimes | null,
  after: ProcessorTimes | null,
): ProcessorTimes | null {
  if (!before || !after) return null;
  const used = (of: keyof ProcessorTimes) => after[of] - before[of];
  return { emulator: used('emulator'), functions: used('functions'), engine: used('engine') };
}

/** Of the process itself, and of its children that have ended. */
function timesOf(pid: number): { own: number; ofEnded: number } {
  const ticks = statOf(pid).slice(11, 15).map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = ticks;
  return { own: (user + system) * TICK_MS, ofEnded: (childUser + childSystem) * TICK_MS };
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => Number(statOf(pid)[1]) === parent);
}

/** The fields after the name, which may contain spaces; none of a process that has ended meanwhile. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return [];
  }
}
