import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, isAlive, startInBackground, stopProcess } from '../process.ts';

/** The only account, region and key pair of the emulator. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const AWS_KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };

export type Emulator = {
  /**
   * The URL of all AWS APIs. It has an IP address, not a host name, so that clients use path-style
   * URLs.
   */
  endpoint: string;
  /** Of its process. */
  pid: number;
  /** Saves its state, if it was started with `keep`, and ends. */
  stop(): Promise<void>;
};

export type EmulatorOptions = {
  /** A Python with the packages of `requirements.txt`. */
  python: string;
  /** The folder of its state, its temporary files and its log. */
  folder: string;
  port: number;
  /** Listen on all addresses, for a Docs on another machine. */
  open?: boolean;
  /** The origin of presigned URLs instead of the endpoint, for a Docs on another machine. */
  storageOrigin?: string;
  /** Save the state when it stops. S3 objects are on disk at once; a kill loses all other state. */
  keep?: boolean;
  /** How long the process of a function, of some 55 MB, waits for its next invocation; 30 by default. */
  warmSeconds?: number;
};

/** The longest time that the state takes to be saved, or connections to be closed. */
const SAVING_MS = 10_000;
const CLOSING_MS = 500;

const LAUNCHER = fileURLToPath(new URL('launch.py', import.meta.url));

/**
 * Starts the AWS emulator with IAM enforced and waits until it answers.
 *
 * @throws {Error} if it does not; the message has the end of its log
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const log = join(options.folder, 'emulator.log');
  const name = randomUUID();
  const child = startInBackground(options.python, [LAUNCHER], {
    cwd: options.folder,
    env: { ...environment(options), MINISTACK_EDITION: name }, // its health answer has this name
    log,
  });
  const endpoint = `http://127.0.0.1:${options.port}`;
  const stop = () => stopProcess(child, options.keep ? SAVING_MS : CLOSING_MS);
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
  warmSeconds = 30,
}: EmulatorOptions): NodeJS.ProcessEnv {
  const temporary = join(folder, 'tmp');
  rmSync(temporary, { recursive: true, force: true }); // the files of a killed emulator
  for (const name of ['tmp', 'state', 's3']) mkdirSync(join(folder, name), { recursive: true });
  // Functions are unpacked here. Without this file, Node would treat them as ES modules of this
  // package.
  writeFileSync(join(temporary, 'package.json'), '{}');
  const kept = keep ? '1' : '0';
  return cleanEnvironment({
    HOME: folder,
    TMPDIR: temporary,
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1', // in the URLs of queues and other resources
    BIND_HOST: open ? '0.0.0.0' : '127.0.0.1',
    AUTH: 'true',
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_WARM_TTL_SECONDS: String(warmSeconds),
    IOT_MTLS_ENABLED: '0', // it would listen on a port that two emulators cannot share
    LOG_LEVEL: 'WARNING',
    PERSIST_STATE: kept,
    STATE_DIR: join(folder, 'state'),
    S3_PERSIST: kept,
    S3_DATA_DIR: join(folder, 's3'),
    AWS_ENDPOINT_URL_S3: storageOrigin,
  });
}

/** Waits for the emulator with this name: another process may have taken the port first. */
async function untilHealthy(
  endpoint: string,
  name: string,
  isRunning: () => boolean,
): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    if ((await isReady(endpoint)) && (await editionOf(endpoint)) === name) return;
    if (!isRunning()) throw new Error('it ended');
    if (Date.now() > deadline) throw new Error('it did not answer within two minutes');
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
