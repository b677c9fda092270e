import { execFileSync } from 'node:child_process';

type Process = { pid: number; parent: number; args: string };

/** All processes of this machine. */
function processes(): Process[] {
  const printed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 ** 2,
  });
  return printed.split('\n').flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** The processes below a process whose command line fits, oldest first. */
export function descendantsOf(pid: number, fits: RegExp): number[] {
  const all = processes();
  const below = new Set([pid]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const process of all) if (below.has(process.parent)) below.add(process.pid);
  }
  below.delete(pid);
  return all.filter((one) => below.has(one.pid) && fits.test(one.args)).map((one) => one.pid);
}

/** The processes of functions: Node.js processes that the emulator started. */
export const workersOf = (emulatorPid: number) => descendantsOf(emulatorPid, /node/);

/** Stops processes for some time. `thaw` lets them continue and returns how many still run. */
export function freeze(pids: number[]): { thaw(): number } {
  const thaw = () => signal(pids, 'SIGCONT');
  process.once('exit', thaw); // a stopped process does not notice that the emulator has ended
  signal(pids, 'SIGSTOP');
  return {
    thaw() {
      process.off('exit', thaw);
      return thaw();
    },
  };
}

/** Kills processes at once, as the system does when memory runs out. @returns how many still ran */
export const killHard = (pids: number[]): number => signal(pids, 'SIGKILL');

function signal(pids: number[], name: NodeJS.Signals): number {
  let reached = 0;
  for (const pid of pids) {
    try {
      process.kill(pid, name);
      reached += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return reached;
}
