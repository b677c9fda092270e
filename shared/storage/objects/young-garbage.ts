import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collector = (options: { type: 'minor' }) => void;
let collector: Collector | undefined;

/**
 * Runs V8's minor garbage collection, which frees recently used buffers in about a millisecond.
 *
 * A stream allocates its chunks outside V8's heap. V8 counts only the small objects that refer to them,
 * so it collects late: copying 300 MB then grew the process by 63 to 104 MiB instead of 34 to 43.
 * JavaScript can call the collector only under the flag `--expose-gc`, which is set at first use.
 */
export function collectYoungGarbage(): void {
  collector ??= exposedCollector();
  collector({ type: 'minor' });
}

function exposedCollector(): Collector {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
