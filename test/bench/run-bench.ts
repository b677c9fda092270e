import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { CONVERTERS } from '../../infra/local/stack.ts';
import type { TestOutputs } from '../support/stack/stack.ts';
import { measureCommands } from './parts/commands.ts';
import { measureCopy } from './parts/copy.ts';
import { measureEmulator } from './parts/emulator-cost.ts';
import { measureLatency } from './parts/latency.ts';
import { measureLimits } from './parts/limits.ts';
import type { Progress } from './parts/progress.ts';
import { measureThroughput } from './parts/throughput.ts';
import { measureWaterfall } from './parts/waterfall.ts';
import type { Results } from './results.ts';
import type { Sizes } from './sizes.ts';
import { openWorld } from './world/world.ts';

/** The default of `maxInFlight`. */
const DEFAULT_LIMIT = 2;

/** Runs all parts, one after the other, against a running stack. */
export async function runBench(
  outputs: TestOutputs,
  sizes: Sizes,
  progressOf: (name: string) => Progress,
): Promise<Results> {
  const world = await openWorld(outputs);
  const usual = { converters: CONVERTERS, limit: CONVERTERS };
  const size = { rounds: sizes.throughputRounds, builds: sizes.builds };
  try {
    const latency = await measureLatency(world, sizes, progressOf('short builds, in turn'));
    return {
      ...placeOf(world.isEmbedded),
      latency,
      waterfall: await measureWaterfall(world, sizes.followed, progressOf('builds, step by step')),
      commands: await measureCommands(world, sizes.commands, progressOf('commands, in turn')),
      emulator: await measureEmulator(world, sizes.calls, progressOf('calls of the emulator')),
      throughput: await measureThroughput(
        world,
        { ...usual, ...size },
        progressOf('many builds at once'),
      ),
      oneConverter: await measureThroughput(
        world,
        { converters: 1, limit: DEFAULT_LIMIT, ...size },
        progressOf('many builds, one converter'),
      ),
      limits: await measureLimits(world, sizes, progressOf('settings of maxInFlight')),
      copy: await measureCopy(sizes, progressOf('copy of a large file')),
    };
  } finally {
    await world.setCapacity(usual);
    await world.close();
  }
}

function placeOf(
  isEmbedded: boolean,
): Pick<Results, 'date' | 'commit' | 'machine' | 'cores' | 'docs' | 'limit'> {
  const memory = Math.round(totalmem() / 1024 ** 3);
  return {
    date: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    machine: `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'unknown'}, ${memory} GiB, Node.js ${process.version}`,
    docs: isEmbedded ? `embedded, ${CONVERTERS} converters` : 'real',
    limit: CONVERTERS,
    cores: availableParallelism(),
  };
}
