import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builderService } from './builder/builder-service.ts';
import { type Engine, installEngine } from './builder/engine.ts';
import { type Job, jobQueue } from './builder/job-queue.ts';
import { callbackSender } from './editing/callback-sender.ts';
import { commandService } from './editing/command-service.ts';
import type { DocumentStore } from './editing/document-store.ts';
import { editingService } from './editing/editing-service.ts';
import { forgottenStore } from './editing/forgotten-files.ts';
import { saveMaker } from './editing/save-maker.ts';
import { openSession, type Session, type SessionOptions } from './editing/session.ts';
import { openSessionApi, type SessionApi } from './editing/session-api.ts';
import { type Faults, faultBox } from './faults.ts';
import { openListener } from './http/listener.ts';
import { docsRoutes } from './http/routes.ts';
import { servedFiles } from './http/served-files.ts';
import type { Secrets } from './http/tokens.ts';
import { TIMING, type Timing } from './timing.ts';

export type DocsOptions = {
  /** 0, the default, means any free port. */
  port?: number;
  /** The address to listen on; by default only this machine can connect. */
  host?: string;
  secrets: Secrets;
  /** The header of tokens, in requests to and from Docs. */
  tokenHeader?: string;
  /** How many scripts run at once. */
  converters?: number;
  scriptTimeoutMs?: number;
  queueTimeoutMs?: number;
  /** How long a link to a file is valid, in seconds. */
  linkLifetimeS?: number;
  /** The largest script that Docs downloads. */
  maxDownloadBytes?: number;
  /** Makes this Docs a node of a sharded cluster. */
  defaultShardKey?: string;
  version?: string;
  /**
   * The origin by which browsers reach this Docs and which links in callbacks begin with; by
   * default its URL.
   */
  publicOrigin?: string;
  /** Overrides the defaults of the packaged server. */
  timing?: Partial<Timing>;
  /** By default it is installed into `.local/engine` when the first script runs. */
  engine?: () => Promise<Engine>;
};

export type DocsServer = {
  /** Without a trailing slash. */
  url: string;
  port: number;
  faults: Faults;
  /** Read at each request: change it to rotate them. */
  secrets: Secrets;
  /** Read at each use: change it to shorten delays. */
  timing: Timing;
  /** Opens a document as browsers do. */
  openDocument(options: SessionOptions): Promise<Session>;
  /** What `Session` uses; its methods take and return plain values. */
  sessionApi: SessionApi;
  /** Every run of a script so far, oldest first. */
  jobs(): Job[];
  /** How many scripts wait or run now. */
  inFlight(): number;
  /** Changes how many scripts run at once; call it while no script waits. */
  setConverters(count: number): void;
  maxInFlightSeen(): number;
  forgetMaxInFlight(): void;
  /** Stops listening and closes every connection; running scripts continue. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  /** Ends it, kills the running scripts and deletes its files. */
  stop(): Promise<void>;
};

const DEFAULTS = {
  port: 0,
  host: '127.0.0.1',
  tokenHeader: 'Authorization',
  converters: 2,
  // As in the packaged server: a script may run for 5 minutes and wait for 15, a link is valid for
  // 15.
  scriptTimeoutMs: 300_000,
  queueTimeoutMs: 900_000,
  linkLifetimeS: 900,
  maxDownloadBytes: 100 * 1024 * 1024,
  version: '10.0.0.170',
  engine: () => installEngine(),
};

/** Starts an embedded Docs: the HTTP API of Docs, with the real engine behind it. */
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
  const results = servedFiles({ ...rest, root, faults });
  const store: DocumentStore = {
    documents: new Map(),
    callbacks: callbackSender({ secrets, tokenHeader, timing }),
    saves: saveMaker({ ...rest, data, faults }),
    forgotten: forgottenStore({ root, faults }),
    results,
    timing,
  };
  const editing = editingService(store);
  const builder = builderService({ ...rest, jobs, results, faults });
  const command = commandService({ ...rest, store, isBuild: jobs.hasKey, onDrop: editing.drop });
  const routes = docsRoutes({ builder, command, results, faults, secrets, tokenHeader });
  const listener = await openListener(routes, port, host);
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${listener.port}`;
  const sessionApi = openSessionApi(store, editing, options.publicOrigin ?? url);
  return {
    url,
    port: listener.port,
    faults,
    secrets,
    timing,
    openDocument: (opening) => openSession(sessionApi, opening),
    sessionApi,
    jobs: jobs.list,
    inFlight: jobs.inFlight,
    setConverters: jobs.setConverters,
    maxInFlightSeen: jobs.maxInFlightSeen,
    forgetMaxInFlight: jobs.forgetMax,
    down: listener.close,
    up: listener.open,
    async stop() {
      store.callbacks.stop();
      await listener.close();
      await Promise.all([jobs.stop(), editing.settled()]);
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
