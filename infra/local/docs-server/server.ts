import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builderService } from './builder/builder-service.ts';
import { type Engine, installEngine } from './builder/engine.ts';
import { type Job, jobQueue } from './builder/job-queue.ts';
import { callbackSender } from './editing/callback-sender.ts';
import { commandService } from './editing/command-service.ts';
import type { Office } from './editing/document-store.ts';
import { editingService } from './editing/editing-service.ts';
import { forgottenStore } from './editing/forgotten-files.ts';
import { saveMaker } from './editing/save-maker.ts';
import { openSession, type Session, type SessionOptions } from './editing/session.ts';
import { type Desk, openDesk } from './editing/session-api.ts';
import { type Faults, faultBox } from './faults.ts';
import { openDoor } from './http/listener.ts';
import { docsRoutes } from './http/routes.ts';
import { resultStore } from './http/served-files.ts';
import type { Secrets } from './http/tokens.ts';
import { TIMING, type Timing } from './timing.ts';

export type DocsOptions = {
  /** 0, the default, takes any free one. */
  port?: number;
  /** The interface to listen on; by default only this machine can reach it. */
  host?: string;
  secrets: Secrets;
  /** The header of tokens, both ways. */
  tokenHeader?: string;
  /** Scripts that run at once. */
  converters?: number;
  scriptTimeoutMs?: number;
  queueTimeoutMs?: number;
  /** How long a result link works, in seconds. */
  linkLifetimeS?: number;
  /** The largest script that is fetched. */
  maxDownloadBytes?: number;
  /** Makes it one node of a sharded cluster. */
  defaultShardKey?: string;
  version?: string;
  /** Where browsers find this Docs, the beginning of links in callbacks; its own URL by default. */
  publicOrigin?: string;
  /** What is left out is as on the packaged server. */
  timing?: Partial<Timing>;
  /** By default installed into `.local/engine` when the first script runs. */
  engine?: () => Promise<Engine>;
};

export type DocsServer = {
  /** Without a trailing slash. */
  url: string;
  port: number;
  faults: Faults;
  /** Read at each request: write to it to rotate. */
  secrets: Secrets;
  /** Read at each use: write to it to hurry. */
  timing: Timing;
  /** Opens a document as browsers do. */
  openDocument(options: SessionOptions): Promise<Session>;
  /** Everything about documents, also of several at once. */
  desk: Desk;
  /** Every run of a script so far, oldest first. */
  jobs(): Job[];
  /** Scripts that wait or run now. */
  inFlight(): number;
  maxInFlightSeen(): number;
  forgetMaxInFlight(): void;
  /** Stops listening and breaks every connection; scripts go on. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  /** Ends it, kills what runs and removes its files. */
  stop(): Promise<void>;
};

const DEFAULTS = {
  port: 0,
  host: '127.0.0.1',
  tokenHeader: 'Authorization',
  converters: 2,
  // The packaged server's own: a script may run for 5 minutes and wait for 15, a link lives for 15.
  scriptTimeoutMs: 300_000,
  queueTimeoutMs: 900_000,
  linkLifetimeS: 900,
  maxDownloadBytes: 100 * 1024 * 1024,
  version: '10.0.0.170',
  engine: () => installEngine(),
};

/** Starts an embedded Docs: its HTTP surface, with the real engine behind it. */
export async function startDocsServer(options: DocsOptions): Promise<DocsServer> {
  const { port, host, tokenHeader, maxDownloadBytes, ...rest } = { ...DEFAULTS, ...options };
  const root = await mkdtemp(join(tmpdir(), 'docs-'));
  const data = join(root, 'data');
  await mkdir(data);
  const secrets = { ...options.secrets };
  const timing = { ...TIMING, ...options.timing };
  const faults = faultBox();
  const download = () => ({ maxBytes: maxDownloadBytes, secret: secrets.outbox, tokenHeader });
  const jobs = jobQueue({ ...rest, data, download });
  const results = resultStore({ ...rest, root, faults });
  const office: Office = {
    documents: new Map(),
    callbacks: callbackSender({ secrets, tokenHeader, timing }),
    saves: saveMaker({ ...rest, data, faults }),
    forgotten: forgottenStore({ root, faults }),
    results,
    timing,
  };
  const editing = editingService(office);
  const builder = builderService({ ...rest, jobs, results, faults });
  const command = commandService({ ...rest, office, isBuild: jobs.knows, onDrop: editing.drop });
  const routes = docsRoutes({ builder, command, results, faults, secrets, tokenHeader });
  const door = await openDoor(routes, port, host);
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${door.port}`;
  const desk = openDesk(office, editing, options.publicOrigin ?? url);
  return {
    url,
    port: door.port,
    faults,
    secrets,
    timing,
    openDocument: (opening) => openSession(desk, opening),
    desk,
    jobs: jobs.list,
    inFlight: jobs.inFlight,
    maxInFlightSeen: jobs.maxInFlightSeen,
    forgetMaxInFlight: jobs.forgetMax,
    down: door.close,
    up: door.open,
    async stop() {
      office.callbacks.stop();
      await door.close();
      await Promise.all([jobs.stop(), editing.settled()]);
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
