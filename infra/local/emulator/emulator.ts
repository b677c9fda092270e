import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, isAlive, startInBackground, stopProcess } from '../process.ts';

/** The emulator's one account, region and key pair. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const AWS_KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };

export type Emulator = {
  /** Where AWS's APIs answer; an address, not a name, so that clients use path style. */
  endpoint: string;
  /** Of its process. */
  pid: number;
  /** Saves its state, if it was started with `keep`, and ends. */
  stop(): Promise<void>;
};

export type EmulatorOptions = {
  /** A Python with `requirements.txt` installed. */
  python: string;
  /** Holds its state, its temporary files and its log. */
  folder: string;
  port: number;
  /** Listen on all interfaces; for a Docs on another machine. */
  open?: boolean;
  /** What links into buckets name instead of the endpoint, for a Docs on another machine. */
  storageOrigin?: string;
  /** Keep what is stored when it stops. */
  keep?: boolean;
};

const LAUNCHER = fileURLToPath(new URL('launch.py', import.meta.url));

/**
 * Starts the AWS emulator with IAM enforced and waits until it answers.
 *
 * @throws {Error} with the end of its log when it does not
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const log = join(options.folder, 'emulator.log');
  const name = randomUUID();
  const child = startInBackground(options.python, [LAUNCHER], {
    cwd: options.folder,
    env: { ...environment(options), MINISTACK_EDITION: name }, // its health answer says it again
    log,
  });
  const endpoint = `http://127.0.0.1:${options.port}`;
  const stop = () => stopProcess(child);
  try {
    await untilHealthy(endpoint, name, () => isAlive(child));
  } catch (error) {
    await stop();
    const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
    throw new Error(`The AWS emulator did not start; ${log} ends with:\n${lines}`, {
      cause: error,
    });
  }
  return { endpoint, pid: child.pid as number, stop };
}

function environment({
  folder,
  port,
  open,
  storageOrigin,
  keep,
}: EmulatorOptions): NodeJS.ProcessEnv {
  const temporary = join(folder, 'tmp');
  rmSync(temporary, { recursive: true, force: true }); // what a killed emulator left
  for (const name of ['tmp', 'state', 's3']) mkdirSync(join(folder, name), { recursive: true });
  // Functions are unpacked here: without it they would belong to this package of ES modules.
  writeFileSync(join(temporary, 'package.json'), '{}');
  const kept = keep ? '1' : '0';
  return cleanEnvironment({
    HOME: folder,
    TMPDIR: temporary,
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1', // in the addresses of queues and the like
    BIND_HOST: open ? '0.0.0.0' : '127.0.0.1',
    AUTH: 'true',
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_WARM_TTL_SECONDS: '30', // a worker holds 55 MB
    IOT_MTLS_ENABLED: '0', // would open a port that two emulators cannot share
    LOG_LEVEL: 'WARNING',
    PERSIST_STATE: kept,
    STATE_DIR: join(folder, 'state'),
    S3_PERSIST: kept,
    S3_DATA_DIR: join(folder, 's3'),
    AWS_ENDPOINT_URL_S3: storageOrigin,
  });
}

/** Another one may have been faster to take the port: only the one of that name counts. */
async function untilHealthy(endpoint: string, name: string, lives: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if ((await isReady(endpoint)) && (await editionOf(endpoint)) === name) return;
    if (!lives()) throw new Error('it ended');
    if (Date.now() > deadline) throw new Error('it did not answer within 30 s');
    await pause(50);
  }
}

async function isReady(endpoint: string): Promise<boolean> {
  const answer = await fetch(`${endpoint}/_ministack/ready`).catch(() => undefined);
  return answer?.ok ?? false;
}

async function editionOf(endpoint: string): Promise<string> {
  const answer = await fetch(`${endpoint}/_ministack/health`);
  return ((await answer.json()) as { edition: string }).edition;
}
