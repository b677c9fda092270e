import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../infra/local/port.ts';
import { cleanEnvironment } from '../../../infra/local/process.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { descendantsOf, killHard } from './processes.ts';

const MAIN = fileURLToPath(new URL('../../../infra/local/docs-server/main.ts', import.meta.url));
/** Programs of the engine: `docbuilder` and the converter `x2t`. */
const ENGINE = /\/(docbuilder|x2t)(\.real)?( |$)/;
/** So that sessions of a schedule end within it. */
const SHORT_TIMING = { saveDelayMs: 500, reopenAfterMs: 100 };

type Options = { folder: string; secrets: { inbox: string; outbox: string }; converters: number };

/**
 * Starts an embedded Docs as a process of its own, which can be killed. After a restart it has the same
 * ports, an empty queue and no files.
 */
export async function startDocsProcess({ folder, secrets, converters }: Options) {
  const ports = { docs: await freePort(), control: await freePort() };
  const controlUrl = `http://127.0.0.1:${ports.control}`;
  const control = docsState({ test: { controlUrl } } as Parameters<typeof docsState>[0]);
  const temporary = join(folder, 'docs');
  let child: ChildProcess;
  let engine: string | undefined;
  let maxSeen = 0;
  let isUp = false;

  async function start(): Promise<void> {
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    const numbers = { port: ports.docs, 'control-port': ports.control, converters };
    const options = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const args = [...options, '--end-with-input', ...(engine ? ['--engine', engine] : [])];
    child = spawn(process.execPath, [MAIN, ...args], {
      env: cleanEnvironment({
        TMPDIR: temporary,
        DOCS_INBOX_SECRET: secrets.inbox,
        DOCS_OUTBOX_SECRET: secrets.outbox,
      }),
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true, // Ctrl-C does not reach it: the harness ends it
    });
    if (!child.stdout) throw new Error('Docs has no output');
    await Promise.race([once(createInterface(child.stdout), 'line'), failed(child)]);
    await control.setTiming(SHORT_TIMING);
    isUp = true;
  }

  /** Remembers the most builds that were in Docs, before the process that counts them ends. */
  async function noteMax(): Promise<void> {
    maxSeen = Math.max(maxSeen, (await control.state()).maxInFlightSeen);
  }

  async function kill(): Promise<void> {
    isUp = false;
    await noteMax();
    const engine = descendantsOf(child.pid as number, ENGINE);
    const ended = once(child, 'exit');
    killHard([child.pid as number, ...engine]);
    await ended;
  }

  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  await start();
  return {
    port: ports.docs,
    url: `http://127.0.0.1:${ports.docs}`,
    controlUrl,
    control,
    isUp: () => isUp,
    /** Changes the secret that Docs checks tokens with, until its next start. */
    setInbox: async (inbox: string) => void (isUp && (await control.setSecrets({ inbox }))),
    /** Kills Docs and what it runs. */
    kill,
    /** Starts Docs again after `kill`. */
    start,
    /** Starts Docs again, with a program that saves `note.txt` at once, whatever the script. */
    async restartQuick(): Promise<void> {
      engine = quickEngine(join(folder, 'engine'));
      await kill();
      await start();
    },
    /** Kills the engine of the builds that run now. @returns how many processes */
    killEngine: () => killHard(descendantsOf(child.pid as number, ENGINE)),
    /** The most builds in Docs at a time since the last call, over all restarts. */
    async takeMaxInFlight(): Promise<number> {
      await noteMax();
      const seen = maxSeen;
      maxSeen = 0;
      await control.forgetMax();
      return seen;
    },
    async stop() {
      process.off('exit', killAtExit);
      await kill();
      rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export type DocsProcess = Awaited<ReturnType<typeof startDocsProcess>>;

/** Makes a folder with a program that replaces the real engine. @returns the folder */
function quickEngine(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'docbuilder'), QUICK, { mode: 0o755 });
  return folder;
}

const QUICK = `#!/bin/sh
for option; do
  case $option in --save-use-only-names=*) outputs=\${option#*=} ;; esac
done
echo note > "$outputs/note.txt"
`;

async function failed(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the embedded Docs ended with code ${code} before it was ready`);
}
