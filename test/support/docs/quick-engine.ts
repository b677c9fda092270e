import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Engine } from '../../../infra/local/docs-server/builder/engine.ts';

/** What an instrumented script reports: an error at its first mark. */
const REPORT = JSON.stringify({
  e: { m: 'Error: quick', f: [], t: -1, k: 0, c: 0 },
  l: [['log', [], 'written']],
  z: [],
  w: [],
  u: [],
});

export type QuickEngine = () => Promise<Engine>;

/**
 * An engine in which each script fails at once, and each instrumented script reports an error.
 *
 * @param explainsAfterSeconds how long an instrumented script takes
 */
export async function quickEngine(t: TestContext, explainsAfterSeconds = 0): Promise<QuickEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'quick-engine-'));
  t.after(() => rm(folder, { recursive: true }));
  const program = [
    '#!/bin/sh',
    'for last; do case "$last" in --save-use-only-names=*) out=$(echo "$last" | cut -d= -f2) ;; esac; done',
    `name=$(sed -n 's/^builder.WriteData("\\(d[0-9a-f]*.json\\)", "jsValue.*/\\1/p' "$last")`,
    '[ -n "$name" ] || exit 1',
    `sleep ${explainsAfterSeconds}`,
    `printf '%s' '1${REPORT}' > "$out/$name"`,
  ];
  await writeFile(join(folder, 'docbuilder'), program.join('\n'), { mode: 0o755 });
  return async () => ({ folder });
}
