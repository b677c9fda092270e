import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
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
  let maxSeen = 0;
  let isUp = false;

  async function start(): Promise<void> {
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    const numbers = { port: ports.docs, 'control-port': ports.control, converters };
    const args = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    child = spawn(process.execPath, [MAIN, ...args], {
      env: cleanEnvironment({
        TMPDIR: temporary,
        DOCS_INBOX_SECRET: secrets.inbox,
        DOCS_OUTBOX_SECRET: secrets.outbox,
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
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
    controlUrl,
    control,
    isUp: () => isUp,
    /** Changes the secret that Docs checks tokens with, until its next start. */
    setInbox: async (inbox: string) => void (isUp && (await control.setSecrets({ inbox }))),
    /** Kills Docs and what it runs. */
    kill,
    /** Starts Docs again after `kill`. */
    start,
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

async function failed(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the embedded Docs ended with code ${code} before it was ready`);
}
