import { createHash } from 'node:crypto';
import type {
  BuildData,
  BuildRequest,
  FileData,
  ScriptCheck,
  Template,
} from '../../../shared/client/types.ts';

export type Content = { contentType: string; bytes: Buffer };

/** How a build of the fake gateway ends. */
export type Outcome = Partial<Pick<BuildData, 'error' | 'warnings' | 'logs'>> & {
  files?: Record<string, Content>;
};

export type FakeDocument = {
  savedAt: string;
  status: number | null;
  forgotten: boolean;
  files: FileData[];
};

/** What a fake gateway has, and how it behaves. A test changes it while the page is open. */
export type World = {
  builds: BuildData[];
  /** The content of files, by their keys. */
  contents: Map<string, Content>;
  templates: Template[];
  documents: Record<string, FakeDocument>;
  outcome(request: BuildRequest): Outcome;
  check(script: string): Partial<ScriptCheck>;
  command(command: Record<string, unknown>): unknown;
  /** Tokens that are accepted; every other one is answered with 401. */
  tokens: string[];
  /** Answers that come first, for any route of the API. */
  failures: { status: number; body?: unknown }[];
  /** While it is set, answers wait for it. */
  hold?: Promise<void> | undefined;
};

export function emptyWorld(): World {
  return {
    builds: [],
    contents: new Map(),
    templates: [],
    documents: {},
    outcome: () => ({}),
    check: () => ({}),
    command: () => ({ error: 0 }),
    tokens: ['token-1'],
    failures: [],
  };
}

let count = 0;

/** A build that has ended, with what is given. */
export function buildData(given: Partial<BuildData> = {}): BuildData {
  count += 1;
  const end = Date.UTC(2026, 10, 26, 9, 0) - count * 61_000;
  const at = (ms: number) => new Date(end + ms).toISOString();
  return {
    id: `01KB${String(count).padStart(22, '0')}`,
    tenant: 'default',
    status: 'succeeded',
    origin: 'http',
    correlationId: `order-${4200 + count}`,
    source: { template: 'invoice', version: 'v7' },
    createdAt: at(-3300),
    startedAt: at(-2900),
    endedAt: at(0),
    metadata: {},
    priority: 'normal',
    files: [],
    warnings: [],
    logs: [],
    error: null,
    ...given,
  };
}

/** Keeps the content of a file, and returns what a build says of it. */
export function storedFile(world: World, key: string, content: Content): FileData {
  world.contents.set(key, content);
  return {
    name: key.slice(key.lastIndexOf('/') + 1),
    bucket: 'a-bucket',
    key,
    size: content.bytes.length,
    contentType: content.contentType,
    sha256: createHash('sha256').update(content.bytes).digest('hex'),
  };
}

export function text(body: string, contentType = 'text/plain'): Content {
  return { contentType, bytes: Buffer.from(body) };
}
