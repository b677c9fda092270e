/** What a process that copies a file tells its parent. `cpuMs` is the processor time of the process. */
export type Copied = { ms: number; cpuMs: number; growthBytes: number };

/** Runs a copy, and tells the parent its time and by how much the memory of the process grew. */
export async function reportCopy(copy: () => Promise<void>): Promise<void> {
  const before = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const since = performance.now();
  await copy();
  const ms = performance.now() - since;
  const { user, system } = process.cpuUsage(cpu);
  // The most that the process ever used, in KiB; no timer then takes time from the copy.
  const growthBytes = process.resourceUsage().maxRSS * 1024 - before;
  process.send?.({ ms, cpuMs: (user + system) / 1000, growthBytes } satisfies Copied);
  process.disconnect?.();
}
